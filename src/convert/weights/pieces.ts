/** Numbers encoded at a time: 8 MB of float32. */
const pieceNumbers = 2 * 1024 * 1024;

/** Ranges `[start, end]` of `rows` rows of `width` numbers each, with as many rows as fit a piece. */
export function* pieces(rows: number, width: number): Iterable<readonly [start: number, end: number]> {
  const step = Math.max(1, Math.floor(pieceNumbers / width));
  for (let start = 0; start < rows; start += step) yield [start, Math.min(rows, start + step)];
}
