// Vectors distributed like CLIP's, the same in every run and for every store: any row or query can be made from its
// number.

import { gaussians } from '../../fixtures/synthetic-vectors.ts';
import { createRandom } from '../../src/math/random.ts';

/** Dimensions of every made vector. */
export const dims = 512;

function normalized(vector) {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

/** Deviations by a spectrum, in directions that are not the dimensions (random signs and a Walsh-Hadamard transform). */
function createDeviations(random, gaussian) {
  const spectrum = Float32Array.from({ length: dims }, (_, i) => (1 + i) ** -0.5 / 2.6);
  const signs = Float32Array.from({ length: dims }, () => (random() < 0.5 ? -1 : 1));
  return (length) => {
    const values = spectrum.map((each, i) => each * gaussian() * length * signs[i]);
    for (let half = 1; half < dims; half *= 2) {
      for (let i = 0; i < dims; i += 1) {
        if (i & half) continue;
        const [a, b] = [values[i], values[i + half]];
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
    return values.map((value) => value / Math.sqrt(dims));
  };
}

/** Unit vectors: `row(i)` for any i, and `query(i)`, image-like for even i and text-like (of another mean) for odd. */
export function createMadeVectors() {
  const random = createRandom(7);
  const gaussian = gaussians(random);
  const deviation = createDeviations(random, gaussian);
  const mean = Float32Array.from({ length: dims }, () => (gaussian() * 0.7) / Math.sqrt(dims));
  const textMean = Float32Array.from({ length: dims }, () => (gaussian() * 0.7) / Math.sqrt(dims));
  const centres = Array.from({ length: 1000 }, () => deviation(0.55));
  const noise = Array.from({ length: 4096 }, () => deviation(0.45));
  const vector = (seed, from) => {
    const own = createRandom(seed);
    const centre = centres[Math.floor(own() ** 2 * centres.length)];
    const [one, other] = [noise[Math.floor(own() * noise.length)], noise[Math.floor(own() * noise.length)]];
    return normalized(from.map((value, i) => value + centre[i] + 0.8 * one[i] + 0.6 * other[i]));
  };
  return {
    row: (i) => vector(i, mean),
    query: (i) => vector(-1 - i, i % 2 === 0 ? mean : textMean),
  };
}
