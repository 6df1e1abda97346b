// Pairs of rows by their sketches. What it computes is said, and held bit for bit, by
// src/math/near-pairs/plain-pair-engine.ts; the layout of the sketches by pair-engine.ts beside it.

/** Two numbers of one row, four times over. */
function twoOf(head: usize, two: usize): v128 {
  return v128.load32_splat(head + (two << 4));
}

/** Two numbers of each of the four rows of a tile times those of one row. */
function dotOf(tile: usize, two: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(tile), two));
}

/** Whether product + slack + slack of two sketches of `bytes` bytes reaches the limit. */
function reaches(sketches: usize, slacks: usize, bytes: usize, a: usize, b: usize, limit: i32): bool {
  const x = sketches + a * bytes;
  const y = sketches + b * bytes;
  let sum = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(x + at), v128.load(y + at)));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(x + at, 16), v128.load(y + at, 16)));
  }
  sum = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  const product = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1);
  return product + load<i32>(slacks + (b << 2)) >= limit - load<i32>(slacks + (a << 2));
}

/**
 * Looks at the rows at places `a` to `aEnd` and those behind them at places `b` (a tile's beginning) to `bEnd`, and
 * writes the pairs of rows, int32 each, whose products reach the limit in heads, full sketches and wide ones (0: none).
 * Gives the number of pairs written.
 */
export function pairs(
  tiles: usize,
  headSlacks: usize,
  order: usize,
  fulls: usize,
  fullSlacks: usize,
  wides: usize,
  wideSlacks: usize,
  a: i32,
  aEnd: i32,
  b: i32,
  bEnd: i32,
  limit: i32,
  found: usize,
): i32 {
  const first = found;
  for (let i = a; i < aEnd; i += 1) {
    const head = tiles + (usize(i >> 2) << 7) + usize((i & 3) << 2);
    const q0 = twoOf(head, 0);
    const q1 = twoOf(head, 1);
    const q2 = twoOf(head, 2);
    const q3 = twoOf(head, 3);
    const q4 = twoOf(head, 4);
    const q5 = twoOf(head, 5);
    const q6 = twoOf(head, 6);
    const q7 = twoOf(head, 7);
    const least = i32x4.splat(limit - load<i32>(headSlacks + (usize(i) << 2)));
    const row = usize(load<u32>(order + (usize(i) << 2)));
    const from = max(b, (i + 1) & ~3);
    let tile = tiles + (usize(from >> 2) << 7);
    for (let j = from; j < bEnd; j += 4, tile += 128) {
      let sum = v128.load(headSlacks + (usize(j) << 2));
      sum = dotOf(tile, q0, sum);
      sum = dotOf(tile + 16, q1, sum);
      sum = dotOf(tile + 32, q2, sum);
      sum = dotOf(tile + 48, q3, sum);
      sum = dotOf(tile + 64, q4, sum);
      sum = dotOf(tile + 80, q5, sum);
      sum = dotOf(tile + 96, q6, sum);
      sum = dotOf(tile + 112, q7, sum);
      const near = i32x4.ge_s(sum, least);
      if (!v128.any_true(near)) continue;
      const bits = i32x4.bitmask(near);
      for (let lane = 0; lane < 4; lane += 1) {
        const k = j + lane;
        if (!(bits & (1 << lane)) || k <= i || k >= bEnd) continue;
        const other = usize(load<u32>(order + (usize(k) << 2)));
        if (!reaches(fulls, fullSlacks, 128, row, other, limit)) continue;
        if (wides && !reaches(wides, wideSlacks, 512, row, other, limit)) continue;
        store<u32>(found, u32(row));
        store<u32>(found, u32(other), 4);
        found += 8;
      }
    }
  }
  return i32((found - first) >> 3);
}
