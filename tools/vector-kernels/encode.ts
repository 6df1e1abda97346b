// Normalises rows and encodes codes and residuals. src/math/normalize.ts and src/vectors/codes/plain-encoder.ts are the
// reference, bit for bit.

/** Two float64 from two float32. */
function load2(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The larger of both lanes. */
function largestLane(lanes: v128): f64 {
  return max(f64x2.extract_lane(lanes, 0), f64x2.extract_lane(lanes, 1));
}

function sumLanes(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}

/** Rounds to 16 significant bits. */
function roundScale(value: f64): f64 {
  return f64(reinterpret<f32>((reinterpret<u32>(f32(value)) + 0x80) & 0xffffff00));
}

/** The next larger float32, as an upper bound. */
function roundUp(value: f64): f32 {
  // 1 + 2^-23, and 2^-149, written out because `**` is an integer power here.
  return value === 0 ? 0 : f32(value * 1.00000011920928955078125 + 1.401298464324817e-45);
}

/** Adding this to a float64 rounds it to the nearest integer and leaves that in the low bits. */
const rounder: f64 = 6755399441055744; // 1.5 * 2^52

/** Deviation of two numbers from the mean. */
function deviations(row: usize, mean: usize): v128 {
  return f64x2.sub(load2(row), load2(mean));
}

/** Four deviations divided by the step, rounded to the nearest integer. */
function nearest4(a: v128, b: v128, perStep: v128): v128 {
  return v128.shuffle<i32>(
    f64x2.add(f64x2.mul(a, perStep), f64x2.splat(rounder)),
    f64x2.add(f64x2.mul(b, perStep), f64x2.splat(rounder)),
    0,
    2,
    4,
    6,
  );
}

/** Adds to `sum` the squared errors of four deviations that are encoded as `values` units. */
function addErrors(sum: v128, a: v128, b: v128, values: v128, unit: v128): v128 {
  const errorA = f64x2.sub(a, f64x2.mul(unit, f64x2.convert_low_i32x4_s(values)));
  const errorB = f64x2.sub(b, f64x2.mul(unit, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(values, values, 1, 0))));
  return f64x2.add(f64x2.add(sum, f64x2.mul(errorA, errorA)), f64x2.mul(errorB, errorB));
}

/** Coarse codes of values. */
function highs(values: v128): v128 {
  return i32x4.shr_s(i32x4.add(values, i32x4.splat(128)), 8);
}

/** Residuals of values. */
function lows(values: v128): v128 {
  return i32x4.sub(values, i32x4.shl(highs(values), 8));
}

function bytes(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/**
 * Encodes rows of `pieces` * 16 numbers, zero-padded like the mean. `facts`: the largest deviation and the sum of
 * squares of each row, float64 each.
 */
export function encode(
  rows: usize,
  mean: usize,
  count: i32,
  pieces: i32,
  floor: f64,
  codes: usize,
  residuals: usize,
  scales: usize,
  errors: usize,
  errors2: usize,
  facts: usize,
): void {
  const rowBytes = usize(pieces) * 64;
  for (let row = 0; row < count; row += 1) {
    let largest = f64x2.splat(0);
    let squares = largest;
    for (let at: usize = 0; at < rowBytes; at += 8) {
      const value = load2(rows + at);
      largest = f64x2.pmax(largest, f64x2.abs(f64x2.sub(value, load2(mean + at))));
      squares = f64x2.add(squares, f64x2.mul(value, value));
    }
    store<f64>(facts, largestLane(largest));
    store<f64>(facts, sumLanes(squares), 8);
    const chosen = max(roundScale(largestLane(largest) / 127), floor);
    const scale = f64x2.splat(chosen);
    const step = f64x2.splat(chosen / 256);
    const perStep = f64x2.splat(1 / (chosen / 256));
    let sum1 = f64x2.splat(0);
    let sum2 = sum1;
    const code = codes + usize(row >> 2) * rowBytes + usize(row & 3) * 16;
    for (let at: usize = 0; at < rowBytes; at += 64) {
      let a = i32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      for (let i: usize = 0; i < 64; i += 16) {
        const low = deviations(rows + at + i, mean + at + i);
        const high = deviations(rows + at + i + 8, mean + at + i + 8);
        const values = nearest4(low, high, perStep);
        sum1 = addErrors(sum1, low, high, highs(values), scale);
        sum2 = addErrors(sum2, low, high, values, step);
        a = b;
        b = c;
        c = d;
        d = values;
      }
      v128.store(code + at, v128.xor(bytes(highs(a), highs(b), highs(c), highs(d)), i8x16.splat(-128)));
      v128.store(residuals, bytes(lows(a), lows(b), lows(c), lows(d)));
      residuals += 16;
    }
    const error2 = roundUp(sqrt(sumLanes(sum2)));
    const at4 = usize(row) * 4;
    store<f32>(scales + at4, f32(chosen));
    store<f32>(errors2 + at4, error2);
    store<f32>(errors + at4, roundUp(sqrt(sumLanes(sum1)) + 2 * f64(error2)));
    rows += rowBytes;
    facts += 16;
  }
}

/**
 * Scales zero-padded rows of `pieces` * 16 numbers to unit length, and writes their lengths (float64). Sums in the
 * order of src/math/normalize.ts.
 */
export function normalize(rows: usize, count: i32, pieces: i32, lengths: usize): void {
  const rowBytes = usize(pieces) * 64;
  for (let row = 0; row < count; row += 1, rows += rowBytes, lengths += 8) {
    let a = f64x2.splat(0);
    let b = a;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const low = load2(rows + at);
      const high = load2(rows + at + 8);
      a = f64x2.add(a, f64x2.mul(low, low));
      b = f64x2.add(b, f64x2.mul(high, high));
    }
    const length = sqrt(sumLanes(f64x2.add(a, b)));
    store<f64>(lengths, length);
    const perLength = f64x2.splat(1 / length);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const low = f32x4.demote_f64x2_zero(f64x2.mul(load2(rows + at), perLength));
      const high = f32x4.demote_f64x2_zero(f64x2.mul(load2(rows + at + 8), perLength));
      v128.store(rows + at, v128.shuffle<i64>(low, high, 0, 2));
    }
  }
}
