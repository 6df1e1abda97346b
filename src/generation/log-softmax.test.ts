import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logSoftmax, logSumExp } from './log-softmax.ts';

const scores = fc.array(fc.float({ noNaN: true, min: -800, max: 800 }), { minLength: 1, maxLength: 200 });

test('logSumExp by table equals the one by Math.exp', () => {
  fc.assert(
    fc.property(scores, (values) => {
      const floats = Float32Array.from(values);
      const largest = Math.max(...floats);
      const exact = largest + Math.log(floats.reduce((sum, value) => sum + Math.exp(value - largest), 0));
      expect(Math.abs(logSumExp(floats) - exact)).toBeLessThan(1e-11);
    }),
    { numRuns: 500 },
  );
});

test('gives forbidden tokens no probability and equal scores equal probability', () => {
  expect(logSumExp(Float32Array.of(0, -Infinity))).toBe(0);
  expect(logSumExp(Float32Array.of(-Infinity, 3, 3))).toBeCloseTo(3 + Math.LN2, 12);
  expect(logSumExp(new Float32Array(30_524).fill(-7))).toBeCloseTo(Math.log(30_524) - 7, 11);
  expect([...logSoftmax(Float32Array.of(2, 2, -Infinity))]).toEqual([
    Math.fround(-Math.LN2),
    Math.fround(-Math.LN2),
    -Infinity,
  ]);
});
