import { expect, test } from 'vitest';
import { RealFft } from './fft.ts';

/** Magnitudes by the definition. */
function plainMagnitudes(frame: readonly number[], size: number): number[] {
  return Array.from({ length: size / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (const [n, value] of frame.entries()) {
      re += value * Math.cos((2 * Math.PI * k * n) / size);
      im -= value * Math.sin((2 * Math.PI * k * n) / size);
    }
    return Math.hypot(re, im);
  });
}

test.each([2, 4, 30, 64, 400, 512])(
  'magnitudes of size %i equal the definition, frames shorter than it included',
  (size) => {
    const fft = new RealFft(size);
    const out = new Float64Array(size / 2 + 1);
    for (const length of [size, Math.ceil(size * 0.78), 1]) {
      const frame = Array.from({ length }, (_, n) => Math.sin(n * n * 0.37) + 0.1 * n);
      fft.magnitudes(frame, out);
      for (const [k, expected] of plainMagnitudes(frame, size).entries()) expect(out[k]).toBeCloseTo(expected, 8);
    }
  },
);

test.each([0, 1, 3, 14, 1.5])('refuses the size %d', (size) => {
  expect(() => new RealFft(size)).toThrow(RangeError);
});
