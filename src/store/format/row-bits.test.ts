import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBits, hasBit, withBits } from './row-bits.ts';

test('behaves as a set of rows', () => {
  const rows = fc.array(fc.nat(99), { maxLength: 30 });
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const bits = withBits(withBits(undefined, first, 100), second, 100);
      const set = new Set([...first, ...second]);
      expect(countBits(bits)).toBe(set.size);
      for (let row = 0; row < 110; row += 1) expect(hasBit(bits, row)).toBe(set.has(row));
    }),
  );
  expect(hasBit(undefined, 0)).toBe(false);
  expect(countBits(undefined)).toBe(0);
});
