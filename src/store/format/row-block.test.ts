import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetadataValue } from '../contract/item.ts';
import { encodeRowBlock, RowBlock, type RowRecord } from './row-block.ts';

const value: fc.Arbitrary<MetadataValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
  fc.integer(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
);
const field = fc.constantFrom('a', 'b', 'c', '__proto__', 'ключ');
const record: fc.Arbitrary<RowRecord> = fc.record({
  id: fc.string({ unit: 'binary' }),
  metadata: fc.array(fc.tuple(field, value)).map((entries) => Object.fromEntries(entries)),
  modality: fc.constantFrom('image', 'text', 'audio', 'video'),
  addedAt: fc.nat(),
  sequence: fc.nat(),
});

test('round-trips rows of any ids and values', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (rows) => {
      const block = new RowBlock(encodeRowBlock(rows));
      expect(block.rows).toBe(rows.length);
      expect(rows.map((_, row) => block.record(row))).toEqual(rows);
    }),
  );
});

test('keeps unpaired surrogates, zeros and long texts; few distinct values take a byte per row', () => {
  const long = 'x'.repeat(20_000) + '\ud800é漢';
  const rows = Array.from({ length: 4_096 }, (_, i): RowRecord => ({
    id: `k${String(i)}\udfff`,
    metadata: { year: 2_000 + (i % 20), label: `label ${String(i % 100)}`, ...(i === 7 ? { long } : {}) },
    modality: 'image',
    addedAt: 1_700_000_000_000,
    sequence: i,
  }));
  const bytes = encodeRowBlock(rows);
  const block = new RowBlock(bytes);
  expect(block.record(7)).toEqual(rows[7]);
  expect(block.id(4_095)).toBe('k4095\udfff');
  const plain = encodeRowBlock(rows.map((row) => ({ ...row, metadata: {} })));
  expect(bytes.byteLength - plain.byteLength).toBeLessThan(4_096 * 14 + 2 * long.length + 4_096);
});

test('selects the rows that pass', () => {
  const rows = Array.from({ length: 100 }, (_, i): RowRecord => ({
    id: String(i),
    metadata: i % 3 === 0 ? {} : { n: i, tag: i % 2 === 0 ? 'even' : 'odd', when: new Date(i) },
    modality: i < 50 ? 'image' : 'text',
    addedAt: 0,
    sequence: i,
  }));
  const block = new RowBlock(encodeRowBlock(rows));
  const chosen = (bits: Uint8Array | undefined): number[] =>
    rows.flatMap((_, row) => (((bits?.[row >> 3] ?? 0) >> (row & 7)) & 1 ? [row] : []));
  expect(chosen(block.field('n')?.select((n) => Number(n) >= 90))).toEqual([91, 92, 94, 95, 97, 98]);
  expect(chosen(block.field('tag')?.select((tag) => tag === undefined)).length).toBe(34);
  expect(chosen(block.field('tag')?.select((tag) => tag === 'even')).length).toBe(33);
  expect(chosen(block.field('when')?.select((when) => (when as Date | undefined)?.getTime() === 7))).toEqual([7]);
  expect(chosen(block.ofModality('text'))[0]).toBe(50);
  expect(block.field('nobody')).toBeUndefined();
});
