import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalize } from '../math/normalize.ts';
import { mixedCurve, alikeCurve, relevanceOf, textCurve, type RelevanceCurve } from './relevance.ts';

const vector = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((values) => Float32Array.from(values))
  .filter((values) => values.some((value) => Math.abs(value) > 1e-3))
  .map((values) => normalize(values));
const samples = fc.array(vector, { maxLength: 30 });
const relevance = fc.record({
  weight: fc.double({ min: 1, max: 200, noNaN: true }),
  bias: fc.double({ min: -50, max: 0, noNaN: true }),
});

function rises(curve: RelevanceCurve): void {
  let last = 0;
  for (let cosine = -1; cosine <= 1.0001; cosine += 0.01) {
    const value = relevanceOf(curve, Math.min(1, cosine));
    expect(value).toBeGreaterThanOrEqual(last);
    expect(value).toBeLessThanOrEqual(1);
    last = value;
  }
}

test('every curve rises from 0 to 1', () => {
  fc.assert(
    fc.property(samples, relevance, fc.double({ min: 0, max: 1, noNaN: true }), (sample, calibration, share) => {
      const [words, picture] = [textCurve(calibration), alikeCurve(sample)];
      rises(words);
      rises(picture);
      rises(mixedCurve(share, { text: share, picture: 1 - share }, words, picture));
      expect(relevanceOf(picture, 1)).toBe(1);
    }),
  );
});

test('words are judged by the calibration of the model', () => {
  const curve = textCurve({ weight: 25.205, bias: -5.456 });
  expect(relevanceOf(curve, 0.3)).toBeCloseTo(1 / (1 + Math.exp(-(25.205 * 0.3 - 5.456))), 10);
});

test('pictures are judged by what is usual in the collection', () => {
  // All near one direction, as the pictures of a model with a narrow cone are.
  const cone = Array.from({ length: 40 }, (_, i) =>
    normalize(Float32Array.of(4, Math.sin(i), Math.cos(i * 2), Math.sin(i * 3))),
  );
  const wide = Array.from({ length: 40 }, (_, i) =>
    normalize(Float32Array.of(Math.sin(i * 5), Math.sin(i), Math.cos(i * 2), Math.sin(i * 3))),
  );
  expect(relevanceOf(alikeCurve(cone), 0.9)).toBeLessThan(0.2);
  expect(relevanceOf(alikeCurve(wide), 0.9)).toBeGreaterThan(0.5);
  const same = Array.from({ length: 40 }, () => Float32Array.of(1, 0));
  expect(relevanceOf(alikeCurve(same), 1)).toBe(1);
  expect(relevanceOf(alikeCurve([]), 0.3)).toBeLessThan(0.1);
});
