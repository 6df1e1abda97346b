/** Whether the bit of `row` is set. Rows past the end are not set. */
export function hasBit(bits: Uint8Array | undefined, row: number): boolean {
  return bits !== undefined && ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}

/** A copy of `bits`, wide enough for `rows` rows, with the bits of `set` set too. */
export function withBits(bits: Uint8Array | undefined, set: Iterable<number>, rows: number): Uint8Array {
  const next = new Uint8Array(Math.ceil(rows / 8));
  if (bits !== undefined) next.set(bits);
  for (const row of set) next[row >> 3] = (next[row >> 3] ?? 0) | (1 << (row & 7));
  return next;
}

/** How many bits are set. */
export function countBits(bits: Uint8Array | undefined): number {
  let count = 0;
  if (bits !== undefined) for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
