import fc from 'fast-check';
import { expect, test } from 'vitest';
import { norm, normalize } from './normalize.ts';

const vectors = fc.float32Array({ minLength: 1, maxLength: 64, noNaN: true, noDefaultInfinity: true });

test('gives unit length and the same direction, from the smallest float to the largest', () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      fc.pre(vector.some((value) => value !== 0));
      const unit = normalize(vector);
      expect(norm(unit)).toBeCloseTo(1, 5);
      const length = norm(vector);
      unit.forEach((value, i) => {
        expect(value).toBeCloseTo((vector[i] ?? NaN) / length, 6);
      });
    }),
  );
});

test('does not change its argument', () => {
  const vector = Float32Array.of(3, 4);
  expect([...normalize(vector)]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  expect([...vector]).toEqual([3, 4]);
});

test.each([
  ['zeros', [0, 0, -0]],
  ['NaN', [1, NaN, 0]],
  ['Infinity', [1, Infinity, 0]],
  ['-Infinity', [-Infinity, 1, 0]],
  ['nothing', []],
])('refuses %s', (_, values) => {
  expect(() => normalize(Float32Array.from(values))).toThrow(RangeError);
});
