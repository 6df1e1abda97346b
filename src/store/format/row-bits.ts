/** True if the bit of `row` is set. Rows past the end are not set. */
export function hasBit(bits: Uint8Array | undefined, row: number): boolean {
  return bits !== undefined && ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}

/** Copies `bits`, extended to `rows` rows, and sets the bits of `set`. */
export function withBits(bits: Uint8Array | undefined, set: Iterable<number>, rows: number): Uint8Array<ArrayBuffer> {
  const next = noBits(rows);
  if (bits !== undefined) next.set(bits);
  for (const row of set) next[row >> 3] = (next[row >> 3] ?? 0) | (1 << (row & 7));
  return next;
}

/** Number of set bits. */
export function countBits(bits: Uint8Array | undefined): number {
  let count = 0;
  if (bits !== undefined) for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Bits of `rows` rows, none set, padded to 32-bit words. */
export function noBits(rows: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Math.ceil(rows / 32) * 4);
}

/** Bits of `rows` rows, all set; padding stays 0. */
export function allBits(rows: number): Uint8Array<ArrayBuffer> {
  const bits = noBits(rows).fill(255, 0, rows >> 3);
  if (rows % 8 !== 0) bits[rows >> 3] = (1 << (rows % 8)) - 1;
  return bits;
}

/** Bitwise and. */
export function andBits(a: Uint8Array<ArrayBuffer>, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i += 1) both[i] = (a[i] ?? 0) & (b[i] ?? 0);
  return both;
}

/** Bitwise or. */
export function orBits(a: Uint8Array<ArrayBuffer>, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const either = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i += 1) either[i] = (a[i] ?? 0) | (b[i] ?? 0);
  return either;
}

/** Bitwise not; includes the padding past the last row. */
export function notBits(a: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const others = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i += 1) others[i] = ~(a[i] ?? 0);
  return others;
}
