/** Share of the ten nearest rows that were found, for image-like (even) and text-like (odd) queries. */
export function recallAt10(
  found: readonly (readonly number[])[],
  nearest: readonly (readonly number[])[],
): { readonly image: number; readonly text: number } {
  const shares = found.map((ids, query) => {
    const right = nearest[query] ?? [];
    return right.filter((id) => ids.includes(id)).length / right.length;
  });
  const mean = (parity: number): number => {
    const own = shares.filter((_, query) => query % 2 === parity);
    return own.reduce((sum, share) => sum + share, 0) / own.length;
  };
  return { image: mean(0), text: mean(1) };
}
