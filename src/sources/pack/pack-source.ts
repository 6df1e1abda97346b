/** Key of the record that holds the manifest of an older version. */
export function recordOf(space: string): string {
  return `manifest/${space}`;
}
