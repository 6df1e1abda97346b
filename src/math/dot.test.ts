import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dot, unitCosine } from './dot.ts';
import { normalize } from './normalize.ts';

const floats = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 });

test('equals the plain sum of products at any length and offset', () => {
  fc.assert(
    fc.property(floats, fc.nat(9), (values, offset) => {
      const query = Float32Array.from(values);
      const rows = new Float32Array(offset + query.length + 3).fill(7);
      rows.set(query.toReversed(), offset);
      const plain = query.reduce((sum, value, i) => sum + value * (query[query.length - 1 - i] ?? NaN), 0);
      expect(dot(rows, offset, query)).toBeCloseTo(plain, 4);
    }),
  );
});

test('is independent of the position of a row', () => {
  fc.assert(
    fc.property(floats, fc.nat(9), (values, offset) => {
      const query = Float32Array.from(values);
      const rows = new Float32Array(offset + query.length);
      rows.set(query, offset);
      expect(dot(rows, offset, query)).toBe(dot(query, 0, query));
    }),
  );
});

test('keeps a cosine within -1..1', () => {
  fc.assert(
    fc.property(floats, (values) => {
      fc.pre(values.some((value) => Math.abs(value) > 1e-3));
      const unit = normalize(Float32Array.from(values));
      expect(unitCosine(unit, 0, unit)).toBeLessThanOrEqual(1);
      expect(
        unitCosine(
          unit.map((value) => -value),
          0,
          unit,
        ),
      ).toBeGreaterThanOrEqual(-1);
      expect(unitCosine(unit, 0, unit)).toBeCloseTo(1, 5);
    }),
  );
});
