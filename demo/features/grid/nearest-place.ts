/**
 * Place in a list of the photo that takes over from one that left it: the next that is still there, else the one before.
 *
 * @param before ids as they were, with the photo among them
 * @param places place of each id in the list as it is now
 * @returns undefined if the photo was not in the list, or nothing of the list is left
 */
export function nearestPlace(
  id: string,
  before: readonly { readonly id: string }[],
  places: ReadonlyMap<string, number>,
): number | undefined {
  const at = before.findIndex((photo) => photo.id === id);
  if (at < 0) return undefined;
  const later = before.slice(at + 1).find((photo) => places.has(photo.id));
  const neighbour = later ?? before.slice(0, at).findLast((photo) => places.has(photo.id));
  return neighbour === undefined ? undefined : places.get(neighbour.id);
}
