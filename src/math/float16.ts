/** Half-precision numbers (IEEE 754 binary16), because not every browser has `Float16Array`. */

// A table of all 65,536 values, because a lookup is many times faster than decoding and a checkpoint has 10^8 of them.
let decoded: Float32Array<ArrayBuffer> | undefined;

/** Decodes half-precision bit patterns to float32. */
export function decodeHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  decoded ??= Float32Array.from({ length: 0x10000 }, (_, half) => decodeHalf(half));
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i += 1) floats[i] = decoded[halves[i]!]!;
  return floats;
}

/** Encodes float32 values as half-precision bit patterns, rounding to nearest, ties to even. */
export function encodeHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i += 1) halves[i] = encodeHalf(words[i]!);
  return halves;
}

/** Rounds to the nearest half-precision number, ties to even. */
export function roundToHalf(value: number): number {
  one[0] = value;
  return decodeHalf(encodeHalf(word[0]!));
}

const one = new Float32Array(1);
const word = new Uint32Array(one.buffer);

function decodeHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** @param word the bits of a float32 */
function encodeHalf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 and above round to infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 the step is 2^-24 everywhere; the shift drops what lies below it.
  const small = magnitude < 0x38800000;
  const shift = small ? 126 - (magnitude >>> 23) : 13;
  if (shift > 24) return sign;
  const bits = small ? (magnitude & 0x7fffff) | 0x800000 : magnitude - 0x38000000;
  // Rounds to the nearest, ties to even; a carry out of the fraction is the next exponent.
  return sign | ((bits + (1 << (shift - 1)) - 1 + ((bits >>> shift) & 1)) >>> shift);
}
