import { expect, inject, test } from 'vitest';
import { openLocalStore } from '../store/open-store.ts';
import { pull, push } from './rows/copy-rows.ts';
import { openChromaStore } from './chroma/open-chroma-store.ts';

const metadata = { year: 'number', tags: 'string[]', at: 'date' } as const;
const options = { dims: 64, metadata } as const;

test('copies a local store to Chroma and back, with the same results', async () => {
  const remote = await openChromaStore({ ...options, url: inject('chromaUrl'), collection: 'from-a-page' });
  await using local = await openLocalStore('push-local', options);
  await using copy = await openLocalStore('push-copy', options);
  const thumbnail = { type: 'image/webp', bytes: Uint8Array.of(1, 2, 3).buffer };
  await local.addMany(
    Array.from({ length: 1_500 }, (_, i) => ({
      id: `photo ${String(i)}`,
      vector: Float32Array.from({ length: 64 }, (_v, j) => Math.sin((i + 1) * (j + 1))),
      metadata: { year: 2000 + (i % 25), tags: i % 2 === 0 ? ['even'] : [], at: new Date(i * 1e9) },
      thumbnail: i === 3 ? thumbnail : undefined,
    })),
  );
  expect((await push(local, remote)).added).toHaveLength(1_500);
  expect((await pull(copy, remote)).added).toHaveLength(1_500);
  const filter = { year: { gte: 2010 }, tags: { contains: 'even' } };
  const query = Float32Array.from({ length: 64 }, (_, j) => Math.cos(7 * j));
  const [here, there, back] = await Promise.all(
    [local, remote, copy].map((store) => store.search(query, { limit: 10, filter })),
  );
  expect(here).toHaveLength(10);
  for (const found of [there, back]) {
    expect(found?.map(({ id }) => id)).toEqual(here?.map(({ id }) => id));
    expect(found?.map((hit) => hit.metadata)).toEqual(here?.map((hit) => hit.metadata));
    found?.forEach((hit, i) => expect(hit.score).toBeCloseTo(here?.[i]?.score ?? NaN, 4));
  }
  expect(await copy.thumbnails(['photo 3'])).toEqual(new Map([['photo 3', thumbnail]]));
  expect(await remote.count(filter)).toBe(await local.count(filter));
});
