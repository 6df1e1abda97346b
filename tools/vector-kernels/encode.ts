// Both planes of rows. What it computes is said, and held bit for bit, by src/math/vector-codes/plain-encoder.ts.

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

/** To 16 significant bits. */
function roundScale(value: f64): f64 {
  return f64(reinterpret<f32>((reinterpret<u32>(f32(value)) + 0x80) & 0xffffff00));
}

/** The next float32 that is surely not smaller. */
function roundUp(value: f64): f32 {
  // 1 + 2^-23, and 2^-149. A power would be one of whole numbers here.
  return value === 0 ? 0 : f32(value * 1.00000011920928955078125 + 1.401298464324817e-45);
}

let scale: v128 = f64x2.splat(0);
let step: v128 = scale;
let perStep: v128 = scale;
let firstErrors: v128 = scale;
let secondErrors: v128 = scale;

/** The whole number nearest to each of two deviations over the step; adds up the errors of both planes. */
function values2(row: usize, mean: usize): v128 {
  const deviation = f64x2.sub(load2(row), load2(mean));
  const values = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(f64x2.add(f64x2.mul(deviation, perStep), f64x2.splat(0.5))));
  const first = f64x2.sub(deviation, f64x2.mul(scale, f64x2.convert_low_i32x4_s(highs(values))));
  const second = f64x2.sub(deviation, f64x2.mul(step, f64x2.convert_low_i32x4_s(values)));
  firstErrors = f64x2.add(firstErrors, f64x2.mul(first, first));
  secondErrors = f64x2.add(secondErrors, f64x2.mul(second, second));
  return values;
}

/** Four of them. */
function values4(row: usize, mean: usize): v128 {
  return v128.shuffle<i64>(values2(row, mean), values2(row + 8, mean + 8), 0, 2);
}

/** What the first plane says of a value. */
function highs(values: v128): v128 {
  return i32x4.shr_s(i32x4.add(values, i32x4.splat(128)), 8);
}

/** What it leaves to the second. */
function lows(values: v128): v128 {
  return i32x4.sub(values, i32x4.shl(highs(values), 8));
}

function bytes(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/**
 * Encodes rows of `pieces` * 16 numbers, filled up with zeros as the mean is. `facts`: the largest deviation and the
 * sum of squares of each row, float64 each.
 */
export function encode(
  rows: usize,
  mean: usize,
  count: i32,
  pieces: i32,
  floor: f64,
  codes: usize,
  second: usize,
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
      largest = f64x2.max(largest, f64x2.abs(f64x2.sub(value, load2(mean + at))));
      squares = f64x2.add(squares, f64x2.mul(value, value));
    }
    store<f64>(facts, largestLane(largest));
    store<f64>(facts, sumLanes(squares), 8);
    const chosen = max(roundScale(largestLane(largest) / 127), floor);
    scale = f64x2.splat(chosen);
    step = f64x2.splat(chosen / 256);
    perStep = f64x2.splat(1 / (chosen / 256));
    firstErrors = f64x2.splat(0);
    secondErrors = f64x2.splat(0);
    let code = codes + usize(row >> 2) * rowBytes + usize(row & 3) * 16;
    for (let at: usize = 0; at < rowBytes; at += 64) {
      const a = values4(rows + at, mean + at);
      const b = values4(rows + at + 16, mean + at + 16);
      const c = values4(rows + at + 32, mean + at + 32);
      const d = values4(rows + at + 48, mean + at + 48);
      v128.store(code, v128.xor(bytes(highs(a), highs(b), highs(c), highs(d)), i8x16.splat(-128)));
      v128.store(second, bytes(lows(a), lows(b), lows(c), lows(d)));
      code += 64;
      second += 16;
    }
    const error2 = roundUp(sqrt(sumLanes(secondErrors)));
    store<f32>(scales, f32(chosen));
    store<f32>(errors2, error2);
    store<f32>(errors, roundUp(sqrt(sumLanes(firstErrors)) + 2 * f64(error2)));
    rows += rowBytes;
    facts += 16;
    scales += 4;
    errors += 4;
    errors2 += 4;
  }
}
