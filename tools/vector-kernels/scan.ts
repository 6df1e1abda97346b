// The scan of the first plane, in AssemblyScript. What it computes is said, and held bit for bit, by
// src/math/vector-codes/plain-scan.ts; the layout of the codes by encoded-rows.ts beside it.
// `npm run build:kernels` compiles it into src/math/vector-codes/kernel-module.ts; all functions are inlined into `scan`.

/** Sum of code * query over 16 numbers of one row, in four parts. */
function pieceDot(codes: v128, low: v128, high: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(codes), low),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(codes), high),
  );
}

/** Lane sums of four: [a, b, c, d]. */
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
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
  return sums(a, b, c, d);
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

/** Sum of squared centred codes over 16 numbers of one row, in four parts. */
function pieceNorm(codes: v128): v128 {
  const centred = v128.xor(codes, i8x16.splat(-128));
  const low = i16x8.extend_low_i8x16_s(centred);
  const high = i16x8.extend_high_i8x16_s(centred);
  return i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high));
}

/** The sums of squared centred codes of the rows of whole tiles, int32 each. */
export function norms(codes: usize, rows: i32, pieces: i32, found: usize): void {
  for (let row = 0; row < rows; row += 4, found += 16) {
    let a = i32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let i = 0; i < pieces; i += 1, codes += 64) {
      a = i32x4.add(a, pieceNorm(v128.load(codes)));
      b = i32x4.add(b, pieceNorm(v128.load(codes, 16)));
      c = i32x4.add(c, pieceNorm(v128.load(codes, 32)));
      d = i32x4.add(d, pieceNorm(v128.load(codes, 48)));
    }
    v128.store(found, sums(a, b, c, d));
  }
}

/**
 * Sum of vector (float64) * (256 * centred code + residual) of one row, whose codes begin at `codes` in their tile and
 * whose residuals lie at `second`. Summed in four parts, as plain code does.
 */
export function product(codes: usize, second: usize, vector: usize, dims: i32): f64 {
  const neutral = i32x4.splat(256 * 128);
  const whole = dims & ~3;
  let early = f64x2.splat(0);
  let late = early;
  let i = 0;
  for (; i < whole; i += 4, vector += 32) {
    const at = codes + usize(i >> 4) * 64 + usize(i & 15);
    const code = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
    const rest = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(second + i)));
    const value = i32x4.sub(i32x4.add(i32x4.shl(code, 8), rest), neutral);
    early = f64x2.add(early, f64x2.mul(v128.load(vector), f64x2.convert_low_i32x4_s(value)));
    late = f64x2.add(late, f64x2.mul(v128.load(vector, 16), f64x2.convert_low_i32x4_s(later(value))));
  }
  let a = f64x2.extract_lane(early, 0);
  for (; i < dims; i += 1, vector += 8) {
    const code = i32(load<u8>(codes + usize(i >> 4) * 64 + usize(i & 15)));
    a += load<f64>(vector) * f64(256 * code + i32(load<i8>(second + i)) - 256 * 128);
  }
  return a + f64x2.extract_lane(early, 1) + (f64x2.extract_lane(late, 0) + f64x2.extract_lane(late, 1));
}
