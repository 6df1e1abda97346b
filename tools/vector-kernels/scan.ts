// The scan of the coarse codes, in AssemblyScript. src/vectors/scan/plain-engine.ts is the reference, bit for bit;
// codes/encoded-rows.ts describes the layout. First `dots` reads the codes sequentially, which processors prefetch; then
// `select` (select.ts) reads the rest. In one function the compiler would run out of registers in the inner loop.

import { later, sums, tileBits } from './lanes';
import { relaxedTileDots } from './relaxed-tile';

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
  return sums(a, b, c, d);
}

/**
 * Prefetches scale and error of a row for `select`: with a sparse mask each would be a cache miss there, while here it
 * overlaps with reading the codes. (A dropped load is still executed, because it could trap.)
 */
function fetch(scales: usize, errors: usize, row: i32): void {
  load<i32>(scales + usize(row) * 4);
  load<i32>(errors + usize(row) * 4);
}

/**
 * Smallest distance of two streams that are interleaved. Processors prefetch more of two streams than of one, but less
 * of streams that are close together, and less of three.
 */
const apart: usize = 1 << 18;

/** True if most rows are selected. Sparse masks defeat prefetching, and then two streams are slower than one. */
function isDense(mask: usize, rows: i32): bool {
  let chosen = 0;
  for (let row = 0; row + 32 <= rows; row += 32, mask += 4) chosen += i32.popcnt(load<i32>(mask));
  return chosen > rows >> 1;
}

/**
 * Writes the sum of code * query - `centre` of `rows` rows, int32 each, starting at a tile. `mask` is 0 for all rows;
 * tiles without a selected row are skipped. `flip` is for {@link relaxedTileDots}.
 */
export function dots(
  codes: usize,
  scales: usize,
  errors: usize,
  mask: usize,
  rows: i32,
  pieces: i32,
  query: usize,
  centre: i32,
  found: usize,
  flip: i32,
): void {
  const centres = i32x4.splat(centre);
  const flips = i8x16.splat(i8(flip));
  const bytes = usize(pieces) * 64;
  const tiles = (rows + 3) >> 2;
  const half = (tiles + 1) >> 1;
  // 1 if the tiles of both halves are interleaved: 0, half, 1, half + 1 and so on.
  const inTurn = i32(usize(half) * bytes >= apart && (!mask || isDense(mask, rows)));
  for (let i = 0; i < tiles; i += 1) {
    const tile = (i >> inTurn) + (i & inTurn) * half;
    const row = tile << 2;
    if (mask) {
      if (!tileBits(mask, row)) continue;
      fetch(scales, errors, row);
    }
    const at = codes + usize(tile) * bytes;
    const sum = ASC_FEATURE_RELAXED_SIMD ? relaxedTileDots(at, pieces, query, flips) : tileDots(at, pieces, query);
    v128.store(found + (usize(tile) << 4), i32x4.sub(sum, centres));
  }
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
 * Sum of vector (float64) * (256 * centred code + residual) of one row, whose codes start at `codes` in their tile and
 * whose residuals start at `residuals`. Four accumulators, as in plain code.
 */
export function product(codes: usize, residuals: usize, vector: usize, dims: i32): f64 {
  const neutral = i32x4.splat(256 * 128);
  const whole = dims & ~3;
  let early = f64x2.splat(0);
  let late = early;
  let i = 0;
  for (; i < whole; i += 4, vector += 32) {
    const at = codes + usize(i >> 4) * 64 + usize(i & 15);
    const code = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
    const rest = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(residuals + i)));
    const value = i32x4.sub(i32x4.add(i32x4.shl(code, 8), rest), neutral);
    early = f64x2.add(early, f64x2.mul(v128.load(vector), f64x2.convert_low_i32x4_s(value)));
    late = f64x2.add(late, f64x2.mul(v128.load(vector, 16), f64x2.convert_low_i32x4_s(later(value))));
  }
  let a = f64x2.extract_lane(early, 0);
  for (; i < dims; i += 1, vector += 8) {
    const code = i32(load<u8>(codes + usize(i >> 4) * 64 + usize(i & 15)));
    a += load<f64>(vector) * f64(256 * code + i32(load<i8>(residuals + i)) - 256 * 128);
  }
  return a + f64x2.extract_lane(early, 1) + (f64x2.extract_lane(late, 0) + f64x2.extract_lane(late, 1));
}
