import { afterEach, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import type { NewRow } from '../contract/item.ts';
import { deleteStore } from './open-database.ts';
import { openLocalStore } from '../open-store.ts';

const name = `quota ${crypto.randomUUID()}`;

async function setQuota(bytes?: number): Promise<void> {
  const size = bytes === undefined ? {} : { quotaSize: bytes };
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...size });
}

afterEach(async () => {
  await setQuota();
  await deleteStore(name);
});

function items(from: number, to: number, thumbnailBytes: number): (NewRow & { readonly id: string })[] {
  return Array.from({ length: to - from }, (_, i) => {
    const bytes = crypto.getRandomValues(new Uint8Array(thumbnailBytes)).buffer;
    const id = `i${String(from + i)}`;
    const thumbnail = { type: 'image/png', bytes };
    return { id, modality: 'image', vector: Float32Array.of(1, i + 1), metadata: { i }, thumbnail };
  });
}

test('reports quota-exceeded on a full disk and leaves the store unchanged', async () => {
  // Chromium remembers for a while how much room an origin had; clearing it makes it look again.
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
  const { usage = 0 } = await navigator.storage.estimate();
  await setQuota(usage + 2_000_000);
  const store = await openLocalStore(name, { dims: 2, model: 'm' });
  await store.addMany(items(0, 3, 100));
  const before = await store.search(Float32Array.of(1, 1));
  const big = items(10, 110, 60_000);

  const error: unknown = await store.addMany(big).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'quota-exceeded', details: { neededBytes: expect.any(Number) as number } });
  const { details } = error as { details: { neededBytes: number; availableBytes: number } }; // those of this code
  expect(details.neededBytes).toBeGreaterThan(6_000_000);
  expect(details.availableBytes).toBeLessThan(details.neededBytes);

  expect(await store.search(Float32Array.of(1, 1))).toEqual(before);
  expect(await store.count()).toBe(3);
  expect(await store.list()).toHaveLength(3);
  expect((await store.thumbnails(big.map(({ id }) => id))).size).toBe(0);
  await setQuota();
  expect((await store.addMany(big)).added).toHaveLength(100);
  await store.close();
});
