/** Length of the two kinds of sketches: heads for all pairs, full sketches for pairs that heads let pass. */
export const widths = { head: 16, full: 64 } as const;

/** Compares two ranges of rows. Positions are byte offsets into the engine's memory. */
export interface PairCall {
  /** Heads in search order, int16, in tiles of four rows: two numbers of each row in turn. */
  readonly tiles: number;
  /** In search order, int32 each. */
  readonly headSlacks: number;
  /** The rows in search order, uint32. */
  readonly order: number;
  /** Int16, row-major. */
  readonly fulls: number;
  /** Int32, one per row. */
  readonly fullSlacks: number;
  /** Int8, `codeBytes` (a multiple of 16) per row. */
  readonly codes: number;
  /** Float64, two per row: scale and slack of its codes. */
  readonly facts: number;
  readonly codeBytes: number;
  /** Compares rows `a` to `aEnd` of the order with later rows from `b` (a multiple of 4) to `bEnd`. */
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
  /** A pair passes if product + slack + slack reaches this, in heads and in full sketches, … */
  readonly limit: number;
  /** … and if scale * scale * product + (slack + slack) reaches this, in codes. */
  readonly floor: number;
  /** Output: two rows per pair, uint32 each. */
  readonly found: number;
}

/** Memory with the kernel that reads it. All engines give the same bits. */
export interface PairEngine {
  /** Replaced by each {@link PairEngine.grow}. */
  readonly buffer: ArrayBuffer;
  /** Grows the memory to at least `bytes`. @throws RangeError if the system has no more */
  grow(bytes: number): void;
  /** Returns the number of pairs written. */
  pairs(call: PairCall): number;
}

/** Offset of two numbers of a head in the tiles. */
export function tileOffset(place: number, two: number): number {
  return (place >> 2) * 4 * widths.head + two * 8 + (place & 3) * 2;
}
