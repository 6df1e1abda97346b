import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalize } from '../../math/normalize.ts';
import { learntCurve } from './learnt-curve.ts';
import { relevanceOf } from './relevance.ts';

const prior = { weight: 33.181, bias: -7.88 };
const dims = 48;

/** Unit vectors in all directions, each with `lean` along the first axis, like those of a model with a narrow cone. */
function vectors(count: number, seed: number, lean = 0): readonly Float32Array[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: dims }, gaussian);
    vector[0] = (vector[0] ?? 0) + lean * Math.sqrt(dims);
    return normalize(vector);
  });
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

test("uses the family's prior without images", () => {
  const { midpoint, slope, full } = learntCurve(vectors(32, 1), [], prior);
  expect(midpoint).toBeCloseTo(-prior.bias / prior.weight, 10);
  expect(slope).toBeCloseTo(prior.weight, 10);
  expect(full).toBe(1);
});

test.each([
  ['in all directions', 0],
  ['in a cone', 0.7],
  ['in a narrow cone', 1.5],
])('of texts that have nothing to do with 64 images, at most a tenth have a match: %s', (_, lean) => {
  const images = vectors(64, 2, lean);
  const curve = learntCurve(vectors(32, 3, lean), images, prior);
  const best = vectors(400, 4, lean).map((text) =>
    Math.max(...images.map((image) => relevanceOf(curve, dot(text, image)))),
  );
  expect(best.filter((relevance) => relevance >= 0.5).length / best.length).toBeLessThanOrEqual(0.1);
  const [first] = images;
  expect(relevanceOf(curve, dot(first ?? new Float32Array(), first ?? new Float32Array()))).toBeGreaterThan(0.7);
});

test('depends little on the number of images', () => {
  const things = vectors(32, 5);
  const { midpoint: ofMany } = learntCurve(things, vectors(64, 6), prior);
  const { midpoint: ofFew } = learntCurve(things, vectors(8, 7), prior);
  expect(Math.abs(ofMany - ofFew)).toBeLessThan(0.1);
});

test('rises for any content, also if all images are equal', () => {
  const vector = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
    .map((values) => Float32Array.from(values))
    .filter((values) => values.some((value) => Math.abs(value) > 1e-3))
    .map((values) => normalize(values));
  const many = fc.array(vector, { minLength: 1, maxLength: 20 });
  const calibration = fc.record({
    weight: fc.double({ min: 1, max: 200, noNaN: true }),
    bias: fc.double({ min: -50, max: 0, noNaN: true }),
  });
  fc.assert(
    fc.property(many, many, calibration, (things, images, guess) => {
      const { midpoint, slope } = learntCurve(things, images, guess);
      expect(Number.isFinite(midpoint)).toBe(true);
      expect(slope).toBeGreaterThan(0);
      expect(Number.isFinite(slope)).toBe(true);
    }),
  );
  const same = Array.from({ length: 64 }, () => Float32Array.of(1, 0));
  expect(learntCurve([Float32Array.of(0, 1)], same, prior).slope).toBeGreaterThan(0);
});
