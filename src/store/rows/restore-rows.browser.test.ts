import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IndexedStore } from '../indexed-store.ts';
import { openIndexedStore } from '../open-store.ts';
import { expectNear, options, useStores, vectorOf } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();

async function openFresh(): Promise<IndexedStore> {
  const name = freshName();
  let opened: IndexedStore | undefined;
  await openWith(async () => (opened = await openIndexedStore(name, options)), name, options);
  return opened!;
}

const include = ['metadata', 'vector', 'modality', 'addedAt'] as const;

/** All there is of a store's rows, newest first, with thumbnails. */
async function contentOf(store: IndexedStore): Promise<{ readonly id: string; readonly vector: Float32Array }[]> {
  const rows = await store.list({ limit: 1_000, include });
  const thumbnails = await store.thumbnails(rows.map(({ id }) => id));
  return rows.map((row) => ({ ...row, thumbnail: thumbnails.get(row.id) }));
}

function row(i: number): Parameters<IndexedStore['add']>[0] {
  return {
    id: `row ${i}`,
    vector: vectorOf(i),
    metadata: { n: i, caption: `caption ${i}`, at: new Date(i), tags: ['a', `${i}`] },
    ...(i % 3 === 0 ? {} : { thumbnail: { type: 'image/jpeg', bytes: Uint8Array.of(i, 1, 2).buffer } }),
  };
}

test('restores every row exactly, whatever happened meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(fc.nat(35), { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      async (batches, chosen, compacts) => {
        const store = await openFresh();
        let next = 0;
        for (const size of batches) await store.addMany(Array.from({ length: size }, () => row(next++)));
        const before = await contentOf(store);
        const ids = chosen.map((i) => `row ${i}`);
        const deleted = await store.deleteRestorably(ids);
        expect([...deleted.ids].sort()).toEqual(ids.filter((_, i) => chosen[i]! < next).sort());
        const gone = new Set(deleted.ids);
        expect(await contentOf(store)).toEqual(before.filter(({ id }) => !gone.has(id)));
        if (compacts) await store.compact();
        // Compaction may encode the vectors of other rows again, around another mean.
        const others = new Map((await contentOf(store)).map((each) => [each.id, each]));
        for (const { id, vector } of before) expectNear(others.get(id)?.vector ?? vector, vector);
        const expected = before.map((each) => others.get(each.id) ?? each);
        expect(await store.restore(deleted.file)).toEqual({ added: gone.size, existing: 0 });
        expect(await contentOf(store)).toEqual(expected);
        // A second undo changes nothing.
        expect(await store.restore(deleted.file)).toEqual({ added: 0, existing: gone.size });
        expect(await contentOf(store)).toEqual(expected);
        await store.add(row(next));
        expect((await store.list({ limit: 1 }))[0]?.id).toBe(`row ${next}`);
      },
    ),
    // Compaction encodes a row again.
    { numRuns: 25, examples: [[[1, 1, 4], [0], true]] },
  );
});

test('leaves a row whose id exists again unchanged, and restores the others', async () => {
  const store = await openFresh();
  await store.addMany([row(1), row(2)]);
  const { file } = await store.deleteRestorably(['row 1', 'row 2']);
  await store.add({ id: 'row 1', vector: vectorOf(9), metadata: { again: true } });
  expect(await store.restore(file)).toEqual({ added: 1, existing: 1 });
  expect((await store.get('row 1'))?.metadata).toEqual({ again: true });
  expect((await store.get('row 2'))?.metadata['n']).toBe(2);
});

test('a deletion is on disk when it resolves, and can be restored after a reopen', async () => {
  const name = freshName();
  const first = await openIndexedStore(name, options);
  await first.addMany([row(1), row(2), row(4)]);
  const before = await contentOf(first);
  const { file } = await first.deleteRestorably(['row 2']);
  await first.close();
  const second = await openIndexedStore(name, options);
  expect(await second.count()).toBe(2);
  await second.restore(file);
  expect(await contentOf(second)).toEqual(before);
  await second.close();
});

test('appends rows of another store at the end', async () => {
  const [from, to] = [await openFresh(), await openFresh()];
  await from.addMany([row(1), row(2), row(3), row(4)]);
  const { file } = await from.deleteRestorably(['row 4']);
  await to.add(row(7));
  await to.restore(file);
  expect((await to.list()).map(({ id }) => id)).toEqual(['row 4', 'row 7']);
});

test('restores nothing after deleting nothing', async () => {
  const store = await openFresh();
  await store.add(row(1));
  const deleted = await store.deleteRestorably(['nobody']);
  expect(deleted.ids).toEqual([]);
  expect(await store.restore(deleted.file)).toEqual({ added: 0, existing: 0 });
  expect(await store.count()).toBe(1);
});
