/** Half-precision numbers for graphs that take or give them; not every browser has `Float16Array`. */

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The float32 values of IEEE 754 half-precision bit patterns. */
export function decodeHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(halves, decodeHalf);
}

/** The half-precision bit patterns of float32 values, rounded to the nearest, ties to even. */
export function encodeHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, encodeHalf);
}

function decodeHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function encodeHalf(value: number): number {
  float[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = Math.abs(Math.fround(value));
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below the least normal number the step is 2^-24 everywhere; above it 10 bits follow the leading one.
  const exponent = magnitude < 2 ** -14 ? -14 : Math.floor(Math.log2(magnitude));
  const steps = roundToEven(magnitude / 2 ** (exponent - 10));
  // A carry out of the fraction is the next exponent, which is what the addition gives.
  return sign | (((exponent + 14) << 10) + steps);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
