// The scan of the first plane, in AssemblyScript. What it computes is said, and held bit for bit, by
// src/math/vector-codes/plain-scan.ts; the layout of the codes by encoded-rows.ts beside it.
// `npm run build:kernels` compiles it into src/math/vector-codes/scan-module.ts; all functions are inlined into `scan`.

/** Sum of code * query over 16 numbers of one row, in four parts. */
function pieceDot(codes: v128, low: v128, high: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(codes), low),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(codes), high),
  );
}

/** Sum of code * query of the four rows of a tile. Four rows share each load of the query. */
function tileDots(codes: usize, pieces: i32, query: usize): v128 {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let i = 0; i < pieces; i += 1) {
    const low = v128.load(query);
    const high = v128.load(query, 16);
    a = i32x4.add(a, pieceDot(v128.load(codes), low, high));
    b = i32x4.add(b, pieceDot(v128.load(codes, 16), low, high));
    c = i32x4.add(c, pieceDot(v128.load(codes, 32), low, high));
    d = i32x4.add(d, pieceDot(v128.load(codes, 48), low, high));
    codes += 64;
    query += 32;
  }
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** The later two of four 32-bit lanes, moved to the front. */
function later(lanes: v128): v128 {
  return v128.shuffle<i64>(lanes, lanes, 1, 0);
}

/** Four bits, one a row of the tile at `row`. */
function tileBits(mask: usize, row: i32): i32 {
  return (i32(load<u8>(mask + (row >> 3))) >> (row & 4)) & 15;
}

/** Writes a row that may be among the best, as three float64, and gives the place of the next. */
function emit(found: usize, row: i32, score: f64, upper: f64): usize {
  store<f64>(found, f64(row));
  store<f64>(found, score, 8);
  store<f64>(found, upper, 16);
  return found + 24;
}

/** Writes those of two rows whose upper bound reaches `floor`. */
function emitPair(found: usize, bits: i32, row: i32, score: v128, upper: v128, floor: f64): usize {
  const upper0 = f64x2.extract_lane(upper, 0);
  if (bits & 1 && upper0 >= floor) found = emit(found, row, f64x2.extract_lane(score, 0), upper0);
  const upper1 = f64x2.extract_lane(upper, 1);
  if (bits & 2 && upper1 >= floor) found = emit(found, row + 1, f64x2.extract_lane(score, 1), upper1);
  return found;
}

/** score = base + scale * (gain * dot) */
function dotScore(dots: v128, scale: v128, gain: v128, base: v128): v128 {
  return f64x2.add(base, f64x2.mul(scale, f64x2.mul(gain, f64x2.convert_low_i32x4_s(dots))));
}

/** score = -sqrt(max(0, base + scale * (scale * norm - gain * dot))) */
function distanceScore(dots: v128, norms: v128, scale: v128, gain: v128, base: v128): v128 {
  const inner = f64x2.sub(
    f64x2.mul(scale, f64x2.convert_low_i32x4_s(norms)),
    f64x2.mul(gain, f64x2.convert_low_i32x4_s(dots)),
  );
  const squared = f64x2.add(base, f64x2.mul(scale, inner));
  return f64x2.neg(f64x2.sqrt(f64x2.pmax(f64x2.splat(0), squared)));
}

/** upper = score + (fixed + (perError * error + perScale * scale)) */
function upperBound(score: v128, error: v128, scale: v128, perError: v128, perScale: v128, fixed: v128): v128 {
  return f64x2.add(score, f64x2.add(fixed, f64x2.add(f64x2.mul(perError, error), f64x2.mul(perScale, scale))));
}

/**
 * Scans `rows` rows from a tile's beginning on and writes those whose upper bound reaches `floor`.
 * `norms` (int32, sum of squared codes) is 0 for dot products; `mask` is 0 for all rows.
 * Gives the number of rows written.
 */
export function scan(
  codes: usize,
  scales: usize,
  errors: usize,
  norms: usize,
  mask: usize,
  rows: i32,
  pieces: i32,
  query: usize,
  centre: i32,
  gain: f64,
  base: f64,
  perError: f64,
  perScale: f64,
  fixed: f64,
  floor: f64,
  found: usize,
): i32 {
  const first = found;
  const gains = f64x2.splat(gain);
  const bases = f64x2.splat(base);
  const perErrors = f64x2.splat(perError);
  const perScales = f64x2.splat(perScale);
  const fixeds = f64x2.splat(fixed);
  const floors = f64x2.splat(floor);
  const centres = i32x4.splat(centre);
  const tile = usize(pieces) * 64;
  let bits = 15;
  for (let row = 0; row < rows; row += 4, codes += tile, scales += 16, errors += 16) {
    if (mask) {
      bits = tileBits(mask, row);
      if (!bits) continue;
    }
    const dots = i32x4.sub(tileDots(codes, pieces, query), centres);
    const scale = v128.load(scales);
    const error = v128.load(errors);
    const scale0 = f64x2.promote_low_f32x4(scale);
    const scale1 = f64x2.promote_low_f32x4(later(scale));
    let score0: v128;
    let score1: v128;
    if (norms) {
      const norm = v128.load(norms + usize(row) * 4);
      score0 = distanceScore(dots, norm, scale0, gains, bases);
      score1 = distanceScore(later(dots), later(norm), scale1, gains, bases);
    } else {
      score0 = dotScore(dots, scale0, gains, bases);
      score1 = dotScore(later(dots), scale1, gains, bases);
    }
    const upper0 = upperBound(score0, f64x2.promote_low_f32x4(error), scale0, perErrors, perScales, fixeds);
    const upper1 = upperBound(score1, f64x2.promote_low_f32x4(later(error)), scale1, perErrors, perScales, fixeds);
    if (v128.any_true(v128.or(f64x2.ge(upper0, floors), f64x2.ge(upper1, floors)))) {
      found = emitPair(found, bits, row, score0, upper0, floor);
      found = emitPair(found, bits >> 2, row + 2, score1, upper1, floor);
    }
  }
  return i32((found - first) / 24);
}
