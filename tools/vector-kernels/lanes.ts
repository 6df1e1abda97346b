/** Lane sums of four: [a, b, c, d]. */
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** The later two of four 32-bit lanes, moved to the front. */
export function later(lanes: v128): v128 {
  return v128.shuffle<i64>(lanes, lanes, 1, 0);
}

/** Four bits, one per row of the tile at `row`. */
export function tileBits(mask: usize, row: i32): i32 {
  return (i32(load<u8>(mask + (row >> 3))) >> (row & 4)) & 15;
}
