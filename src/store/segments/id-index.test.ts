import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashId, IdIndex } from './id-index.ts';

test('finds every row by the hash of its id, and no others', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 30 }), { maxLength: 30 }), (segments) => {
      const index = new IdIndex();
      segments.forEach((ids, slot) => {
        index.add(Uint32Array.from(ids, hashId), slot);
      });
      const all = segments.flatMap((ids, slot) => ids.map((id, row) => ({ id, slot, row })));
      expect(index.size).toBe(all.length);
      for (const { id } of all) {
        const found = index.find(hashId(id)).map(({ slot, row }) => [slot, row]);
        const expected = all.filter((each) => hashId(each.id) === hashId(id)).map(({ slot, row }) => [slot, row]);
        expect(found.toSorted()).toEqual(expected.toSorted());
      }
      expect(index.find(hashId('not among them'))).toEqual([]);
      index.clear();
      expect(index.find(hashId(all[0]?.id ?? ''))).toEqual([]);
    }),
  );
});

test('spreads similar ids over the table', () => {
  const hashes = Array.from({ length: 100_000 }, (_, i) => hashId(`photo-${String(i)}`));
  expect(new Set(hashes).size).toBeGreaterThan(99_990);
  expect(new Set(hashes.map((hash) => hash & 0xffff)).size).toBeGreaterThan(50_000);
  expect(hashId('\u0100')).not.toBe(hashId('\u0001'));
});
