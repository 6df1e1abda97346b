import { expect, test } from 'vitest';
import fc from 'fast-check';
import { toHeatMap } from './heat-map.ts';

test('values are never negative and sum to 1', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, min: -10, max: 10 }), { minLength: 6, maxLength: 6 }), (weights) => {
      const { data, columns, rows } = toHeatMap(Float32Array.from(weights), 3, 2);
      expect([columns, rows, data.length]).toEqual([3, 2, 6]);
      expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
      expect(data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    }),
  );
});

test('is uniform for zero weights, and rejects a wrong number of weights', () => {
  expect([...toHeatMap(new Float32Array(4), 2, 2).data]).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(() => toHeatMap(new Float32Array(3), 2, 2)).toThrow(RangeError);
});
