import { expectTypeOf, test } from 'vitest';
import type { Metadata } from './item.ts';
import type { openLocalStore } from '../open-store.ts';
import type { Store } from './store.ts';

// Never run: only its types are looked at.
declare const open: typeof openLocalStore;

test('a declared schema types rows, filters and hits', async () => {
  const store = await open('photos', {
    dims: 3,
    metadata: { year: 'number', tags: 'string[]', when: 'date', ok: 'boolean', name: 'string' },
  });
  await store.add({ vector: [1, 2, 3], metadata: { year: 2024, tags: ['a'], when: new Date() } });
  // @ts-expect-error an unknown field
  await store.add({ vector: [1, 2, 3], metadata: { month: 3 } });
  // @ts-expect-error a value of another type
  await store.add({ vector: [1, 2, 3], metadata: { year: '2024' } });
  await store.search([1, 2, 3], { filter: { year: { gte: 2020 }, or: [{ tags: { contains: 'a' } }, { ok: true }] } });
  // @ts-expect-error an unknown field
  await store.search([1, 2, 3], { filter: { month: 3 } });
  // @ts-expect-error an operator that this type does not have
  await store.count({ ok: { gt: true } });
  // @ts-expect-error an operand of another type
  await store.count({ year: { in: ['2024'] } });
  await store.update('a', { metadata: { year: undefined } });
  const [hit] = await store.search([1, 2, 3]);
  expectTypeOf(hit?.metadata.year).toEqualTypeOf<number | undefined>();
  expectTypeOf(hit?.metadata.tags).toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf(hit?.score).toEqualTypeOf<number | undefined>();
  // @ts-expect-error not asked for
  expectTypeOf(hit?.vector).toBeAny();
  const [full] = await store.search([1, 2, 3], { include: ['vector'] });
  expectTypeOf(full?.vector).toEqualTypeOf<Float32Array<ArrayBuffer> | undefined>();
  // @ts-expect-error not asked for
  expectTypeOf(full?.metadata).toBeAny();
});

test('without a schema metadata is open', async () => {
  const store = await open('photos', { dims: 3 });
  expectTypeOf(store).toEqualTypeOf<Store>();
  await store.search([1, 2, 3], { filter: { anything: { gte: 3 } } });
  expectTypeOf((await store.get('a'))?.metadata).toEqualTypeOf<Metadata | undefined>();
});
