/** Numbers of a sketch of each kind: heads for all pairs, full ones for those that heads let pass. */
export const widths = { head: 16, full: 64 } as const;

/** A look at the pairs of two stretches of rows. Places in memory are byte offsets. */
export interface PairCall {
  /** Heads in the order of the search, int16, tiles of four rows: two numbers of each row in turn. */
  readonly tiles: number;
  /** In the order of the search, int32 each. */
  readonly headSlacks: number;
  /** The rows in the order of the search, uint32. */
  readonly order: number;
  /** Int16, row after row. */
  readonly fulls: number;
  /** Int32, one a row. */
  readonly fullSlacks: number;
  /** Int8, `codeBytes` (a multiple of 16) a row. */
  readonly codes: number;
  /** Float64, two a row: scale and slack of its codes. */
  readonly facts: number;
  readonly codeBytes: number;
  /** Rows `a` to `aEnd` of the order against those of `b` (a multiple of 4) to `bEnd` that lie behind them. */
  readonly a: number;
  readonly aEnd: number;
  readonly b: number;
  readonly bEnd: number;
  /** A pair passes where product + slack + slack reaches this, in heads and in full sketches, … */
  readonly limit: number;
  /** … and where scale * scale * product + (slack + slack) reaches this, in codes. */
  readonly floor: number;
  /** Where pairs are written: two rows, uint32 each. */
  readonly found: number;
}

/** Memory with the kernel that reads it. Both kinds give the same bits. */
export interface PairEngine {
  /** Another one after each {@link PairEngine.grow}. */
  readonly buffer: ArrayBuffer;
  /** Makes the memory `bytes` long at least. @throws RangeError when the system has no more */
  grow(bytes: number): void;
  /** Gives the number of pairs written. */
  pairs(call: PairCall): number;
}

/** Where two numbers of a head begin among the tiles. */
export function tileOffset(place: number, two: number): number {
  return (place >> 2) * 4 * widths.head + two * 8 + (place & 3) * 2;
}
