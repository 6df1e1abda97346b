// Pairs of rows by their sketches. src/vectors/pairs/plain-pair-engine.ts is the reference, bit for bit; the layout of
// the sketches by pair-engine.ts beside it.

/** Two numbers of one row, four times over. */
function twoOf(head: usize, two: usize): v128 {
  return v128.load32_splat(head + (two << 4));
}

/** Two numbers of each of the four rows of a tile times those of one row. */
function dotOf(tile: usize, two: v128, sum: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(tile), two));
}

/** The sum of four lanes. */
function sumOf(lanes: v128): i32 {
  const two = i32x4.add(lanes, v128.shuffle<i32>(lanes, lanes, 2, 3, 0, 1));
  return i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1);
}

/** Whether product + slack + slack of two full sketches (128 bytes) reaches the limit. */
function reaches(sketches: usize, slacks: usize, a: usize, b: usize, limit: i32): bool {
  const x = sketches + (a << 7);
  const y = sketches + (b << 7);
  let sum = i32x4.splat(0);
  for (let at: usize = 0; at < 128; at += 16) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(x + at), v128.load(y + at)));
  }
  return sumOf(sum) + load<i32>(slacks + (b << 2)) >= limit - load<i32>(slacks + (a << 2));
}

/** Whether scale * scale * product + slack + slack of two rows' codes (of `bytes` bytes) reaches the floor. */
function codesReach(codes: usize, facts: usize, bytes: usize, a: usize, b: usize, floor: f64): bool {
  const x = codes + a * bytes;
  const y = codes + b * bytes;
  let low = i32x4.splat(0);
  let high = low;
  for (let at: usize = 0; at < bytes; at += 16) {
    const first = v128.load(x + at);
    const second = v128.load(y + at);
    low = i32x4.add(low, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(first), i16x8.extend_low_i8x16_s(second)));
    high = i32x4.add(high, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(first), i16x8.extend_high_i8x16_s(second)));
  }
  const product = f64(sumOf(i32x4.add(low, high)));
  const one = facts + (a << 4);
  const other = facts + (b << 4);
  return load<f64>(one) * load<f64>(other) * product + (load<f64>(one, 8) + load<f64>(other, 8)) >= floor;
}

/**
 * Compares rows `a` to `aEnd` with later rows from `b` (the start of a tile) to `bEnd`, and writes the pairs of rows,
 * int32 each, that reach the limit by heads and full sketches, and the floor by codes. Returns the number of pairs
 * written.
 */
export function pairs(
  tiles: usize,
  headSlacks: usize,
  order: usize,
  fulls: usize,
  fullSlacks: usize,
  codes: usize,
  facts: usize,
  codeBytes: usize,
  a: i32,
  aEnd: i32,
  b: i32,
  bEnd: i32,
  limit: i32,
  floor: f64,
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
        if (!reaches(fulls, fullSlacks, row, other, limit)) continue;
        if (!codesReach(codes, facts, codeBytes, row, other, floor)) continue;
        store<u32>(found, u32(row));
        store<u32>(found, u32(other), 4);
        found += 8;
      }
    }
  }
  return i32((found - first) >> 3);
}
