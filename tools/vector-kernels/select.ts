// The second half of the scan: which rows may be among the best, from the output of `dots` (scan.ts).

import { later, tileBits } from './lanes';

/** Writes a row that may be among the best, as three float64, and returns the next position. */
function emit(found: usize, row: i32, score: f64, upper: f64): usize {
  store<f64>(found, f64(row));
  store<f64>(found, score, 8);
  store<f64>(found, upper, 16);
  return found + 24;
}

/** Writes each of two rows whose upper bound reaches `floor`. */
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

/** Upper bound on the relative rounding error of five float32 operations. */
const rounding: f64 = 1.0 / f64(1 << 20);

/** Whether a factor fits into float32 with room for its products. */
function isModerate(factor: f64): bool {
  return factor > 1e-18 && factor < 1e18;
}

/**
 * Dot products whose upper bound less base and fixed is below this in float32 are below the floor in float64: all that
 * float32 rounds off is added, here what depends on no row, by `select` what depends on its scale (|dot| < 2^31) or error.
 */
function roughLimit(gain: f64, base: f64, perError: f64, fixed: f64, floor: f64): f64 {
  if (!isModerate(gain) || !isModerate(perError)) return -Infinity;
  return floor - base - fixed - rounding * (abs(floor) + abs(base) + fixed) - 1e-36;
}

/** scale * (gain * dot + perScale) + perError * error, in float32 */
function roughBound(dot: v128, scale: v128, error: v128, gain: v128, perScale: v128, perError: v128): v128 {
  const perRow = f32x4.add(f32x4.mul(gain, f32x4.convert_i32x4_s(dot)), perScale);
  return f32x4.add(f32x4.mul(scale, perRow), f32x4.mul(perError, error));
}

/**
 * Writes each of `rows` rows whose upper bound reaches `floor`, from the output of `dots`. `norms` (int32, sum of
 * squared codes) is 0 for dot products; `mask` is 0 for all rows. Returns the number of rows written.
 */
export function select(
  dots: usize,
  scales: usize,
  errors: usize,
  norms: usize,
  mask: usize,
  rows: i32,
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
  const limit = norms ? -Infinity : roughLimit(gain, base, perError, fixed, floor);
  const limits = f32x4.splat(f32(limit));
  const roughGains = f32x4.splat(f32(gain));
  const roughPerScales = f32x4.splat(f32(perScale + rounding * (perScale + gain * 2147483648.0)));
  const roughPerErrors = f32x4.splat(f32(perError + rounding * perError));
  let bits = 15;
  for (let row = 0; row < rows; row += 4, dots += 16, scales += 16, errors += 16) {
    if (mask) {
      bits = tileBits(mask, row);
      if (!bits) continue;
    }
    const dot = v128.load(dots);
    const scale = v128.load(scales);
    const error = v128.load(errors);
    const rough = roughBound(dot, scale, error, roughGains, roughPerScales, roughPerErrors);
    if (i32x4.all_true(f32x4.lt(rough, limits))) continue;
    const scale0 = f64x2.promote_low_f32x4(scale);
    const scale1 = f64x2.promote_low_f32x4(later(scale));
    let score0: v128;
    let score1: v128;
    if (norms) {
      const norm = v128.load(norms + usize(row) * 4);
      score0 = distanceScore(dot, norm, scale0, gains, bases);
      score1 = distanceScore(later(dot), later(norm), scale1, gains, bases);
    } else {
      score0 = dotScore(dot, scale0, gains, bases);
      score1 = dotScore(later(dot), scale1, gains, bases);
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
