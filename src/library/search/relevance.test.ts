import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import {
  sameModalityCurve,
  cosineWithout,
  mixedCurve,
  relevanceOf,
  crossModalCurve,
  type Exclusion,
  type RelevanceCurve,
} from './relevance.ts';

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

/** Relevances of the cosines from -1 to 1. */
const relevances = (curve: RelevanceCurve): readonly number[] =>
  Array.from({ length: 201 }, (_, i) => relevanceOf(curve, Math.min(1, -1 + i / 100)));

function rises(curve: RelevanceCurve): void {
  const values = relevances(curve);
  // One assertion per curve, because one per value took most of the test's time.
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values[0]).toBeGreaterThanOrEqual(0);
  expect(values.at(-1)).toBeLessThanOrEqual(1);
}

test('every curve rises from 0 to 1', () => {
  fc.assert(
    fc.property(samples, relevance, fc.double({ min: 0, max: 1, noNaN: true }), (sample, calibration, share) => {
      const [words, image] = [crossModalCurve(calibration), sameModalityCurve(sample)];
      rises(words);
      rises(image);
      rises(mixedCurve(share, { text: share, image: 1 - share }, words, image));
      expect(relevanceOf(image, 1)).toBe(1);
    }),
  );
});

test("uses the model's calibration for text", () => {
  const curve = crossModalCurve({ weight: 25.205, bias: -5.456 });
  expect(relevanceOf(curve, 0.3)).toBeCloseTo(1 / (1 + Math.exp(-(25.205 * 0.3 - 5.456))), 10);
});

test('scales images by the collection', () => {
  // All near one direction, like the images of a model with a narrow cone.
  const cone = Array.from({ length: 40 }, (_, i) =>
    normalize(Float32Array.of(4, Math.sin(i), Math.cos(i * 2), Math.sin(i * 3))),
  );
  const wide = Array.from({ length: 40 }, (_, i) =>
    normalize(Float32Array.of(Math.sin(i * 5), Math.sin(i), Math.cos(i * 2), Math.sin(i * 3))),
  );
  expect(relevanceOf(sameModalityCurve(cone), 0.9)).toBeLessThan(0.2);
  expect(relevanceOf(sameModalityCurve(wide), 0.9)).toBeGreaterThan(0.5);
  const same = Array.from({ length: 40 }, () => Float32Array.of(1, 0));
  expect(relevanceOf(sameModalityCurve(same), 1)).toBe(1);
  expect(relevanceOf(sameModalityCurve([]), 0.3)).toBeLessThan(0.1);
});

const curve = crossModalCurve({ weight: 33.181, bias: -7.88 });
/** A direction, and an item with the given cosine to it. */
const direction = Float32Array.of(1, 0, 0);
const itemAt = (cosine: number): Float32Array => Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2), 0);
const excluded: Exclusion = { vector: direction, curve };
/** Cosine at which the excluded thing has a relevance of 0.05. */
const unrelated = curve.midpoint - Math.log(19) / curve.slope;

test('keeps the cosine of an item without the excluded thing', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1, max: unrelated - 1e-6, noNaN: true }),
      (cosine, toExcluded) => {
        expect(cosineWithout(cosine, itemAt(toExcluded), { curve, exclusions: [excluded] })).toBe(cosine);
      },
    ),
  );
  expect(cosineWithout(0.3, itemAt(0.9), { curve, exclusions: [] })).toBe(0.3);
});

test('lowers an item at the midpoint of the exclusion by 1.5 times the distance to unrelated', () => {
  const left = cosineWithout(0.3, itemAt(curve.midpoint), { curve, exclusions: [excluded] });
  expect(left).toBeCloseTo(0.3 - (1.5 * Math.log(19)) / curve.slope, 5);
  // A certain match of the query no longer counts if the excluded thing is as certain.
  expect(relevanceOf(curve, 0.3)).toBeGreaterThan(0.8);
  expect(relevanceOf(curve, cosineWithout(0.3, itemAt(0.3), { curve, exclusions: [excluded] }))).toBeLessThan(0.05);
});

test('lowers the cosine with each excluded thing an item shows', () => {
  const shown = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(shown, shown, fc.integer({ min: 1, max: 4 }), (a, b, count) => {
      const lost = (cosine: number, times: number): number =>
        0.3 - cosineWithout(0.3, itemAt(cosine), { curve, exclusions: Array<Exclusion>(times).fill(excluded) });
      expect(lost(Math.max(a, b), 1)).toBeGreaterThanOrEqual(lost(Math.min(a, b), 1));
      expect(lost(a, count)).toBeCloseTo(count * lost(a, 1), 6);
    }),
  );
});
