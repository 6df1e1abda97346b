// The reading part of the scan with the relaxed product of bytes, which multiplies and adds 16 at once where the
// processor has an instruction for it (AVX-VNNI, SDOT). A separate module, which a browser without relaxed SIMD does
// not compile.

export { dots } from './scan';

/**
 * 127 * -1, sixteen times, by the relaxed product: 4 * 127 * 255 where the machine reads the second number without a sign,
 * 4 * 127 * -1 where it reads both with theirs, something else where it stops at 16 bits on the way.
 */
export function signs(): i32 {
  return i32x4.extract_lane(i32x4.relaxed_dot_i8x16_i7x16_add_s(i8x16.splat(127), i8x16.splat(-1), i32x4.splat(0)), 0);
}
