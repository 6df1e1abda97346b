import { lookSide, shrink, type ImageLook } from './image-look.ts';

const side = 16;
/** Frequencies per side. */
const frequencies = 7;
/** Length of a sketch. */
export const sketchLength = frequencies ** 2 - 1;

const waves: readonly Float32Array[] = Array.from({ length: frequencies }, (_, u) =>
  Float32Array.from({ length: side }, (_, x) => Math.cos((Math.PI * u * (x + 0.5)) / side)),
);

/**
 * Sketch of a look that is invariant to quarter turns and mirroring: magnitudes of its low DCT frequencies, unordered
 * between horizontal and vertical. Of length 1 and mean 0, whatever the brightness and contrast; all 0 for a flat look.
 * Rotated copies have a dot product of nearly 1.
 */
export function turnFreeSketch({ grey }: ImageLook): Float32Array {
  const small = shrink(grey, lookSide, side);
  const strengths: number[] = [];
  for (let u = 0; u < frequencies; u += 1) {
    for (let v = Math.max(u, 1); v < frequencies; v += 1) {
      // Weighted, because low frequencies dominate every image.
      const weight = Math.hypot(u, v);
      const [one, other] = [weight * Math.abs(wave(small, u, v)), weight * Math.abs(wave(small, v, u))];
      strengths.push(Math.max(one, other));
      if (u !== v) strengths.push(Math.min(one, other));
    }
  }
  return standardised(strengths);
}

/** Dot product of two sketches: 1 for rotated or mirrored copies, 0 if one look is flat. */
export function productOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < sketchLength; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function wave(grey: Float32Array, u: number, v: number): number {
  const [across, down] = [waves[u]!, waves[v]!];
  let sum = 0;
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) sum += grey[y * side + x]! * across[x]! * down[y]!;
  return sum;
}

function standardised(values: readonly number[]): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.hypot(...centred);
  return Float32Array.from(centred, (value) => (length > 1e-6 ? value / length : 0));
}
