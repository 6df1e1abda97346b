import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unitCosine } from '../../math/dot.ts';
import { norm, normalize } from '../../math/normalize.ts';
import { rocchioCurve, rocchioDirection } from './rocchio.ts';

const unit = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  .filter((values) => Math.hypot(...values) > 0.1)
  .map((values) => normalize(Float32Array.from(values)));
const some = fc.array(unit, { minLength: 1, maxLength: 4 });

test('is beta * mean(like) - gamma * mean(unlike), at unit length', () => {
  const { vector, length } = rocchioDirection([Float32Array.of(1, 0), Float32Array.of(0, 1)], [Float32Array.of(0, 1)]);
  expect(length).toBeCloseTo(Math.hypot(0.375, 0.225), 6);
  expect(vector[0]).toBeCloseTo(0.375 / length, 6);
  expect(vector[1]).toBeCloseTo(0.225 / length, 6);
});

test('returns a single liked example, and never moves towards an unliked one', () => {
  fc.assert(
    fc.property(some, unit, (like, unlike) => {
      expect(unitCosine(rocchioDirection(like.slice(0, 1), []).vector, 0, like[0]!)).toBeCloseTo(1, 5);
      fc.pre(rocchioDirection(like, []).length > 0.05);
      const plain = rocchioDirection(like, []);
      const away = rocchioDirection(like, [unlike]);
      fc.pre(away.length > 0.05);
      expect(norm(away.vector)).toBeCloseTo(1, 5);
      expect(unitCosine(away.vector, 0, unlike)).toBeLessThanOrEqual(unitCosine(plain.vector, 0, unlike) + 1e-5);
    }),
  );
});

test('keeps the liked examples if they cancel out', () => {
  const a = Float32Array.of(0, 1);
  expect(rocchioDirection([a], [a], { like: 1, unlike: 1 }).vector).toEqual(a);
});

test("uses the image's own curve for a single liked example", () => {
  const base = { midpoint: 0.27, slope: 13, full: 1 };
  const curve = rocchioCurve(base, 0.75, { like: 0.75, unlike: 0 });
  expect(curve.midpoint).toBeCloseTo(base.midpoint, 10);
  expect(curve.slope).toBeCloseTo(base.slope, 10);
});
