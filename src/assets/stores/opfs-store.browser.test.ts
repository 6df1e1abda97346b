import { cdp } from 'vitest/browser';
import { expect, test } from 'vitest';
import { openFileCache, type RemoteFile } from '../file-cache.ts';
import { sha256Of } from './sha256.ts';

const pieceBytes = 50_000;
const bytes = 420_000;
const group = 'device';

async function remote(name: string, query = ''): Promise<RemoteFile & { readonly sha256: string }> {
  const at = (key: string): string => new URL(`/faults/${key}?bytes=${String(bytes)}${query}`, location.href).href;
  const sha256 = await sha256Of(await (await fetch(at('plain'))).blob());
  return { url: at(`${name}-${String(Date.now())}`), group, path: name, bytes, sha256 };
}

/** A module worker that runs `fetchAll` and posts the hash of the result. */
function fetchingWorker(name: string, file: RemoteFile, before = ''): Worker {
  const here = (module: string): string => JSON.stringify(new URL(module, import.meta.url).href);
  const script = `${before}
    const { openFileCache } = await import(${here('../file-cache.ts')});
    const { sha256Of } = await import(${here('./sha256.ts')});
    const cache = await openFileCache({ name: ${JSON.stringify(name)}, storage: 'opfs', pieceBytes: ${String(pieceBytes)} });
    const [blob] = await cache.fetchAll([${JSON.stringify(file)}]);
    postMessage(await sha256Of(blob));`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
}

function fetchInWorker(name: string, file: RemoteFile, before = ''): Promise<string> {
  const worker = fetchingWorker(name, file, before);
  return new Promise<string>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<string>) => {
      resolve(data);
    });
    worker.addEventListener('error', (event) => {
      reject(new Error(event.message));
    });
  }).finally(() => {
    worker.terminate();
  });
}

test('writes through sync handles in a worker without createWritable (Safari below 26)', async () => {
  const name = 'onsight-in-place';
  const file = await remote('in-place');
  expect(await fetchInWorker(name, file, 'delete FileSystemFileHandle.prototype.createWritable;')).toBe(file.sha256);
  const cache = await openFileCache({ name });
  expect(await cache.stored([file])).toEqual([true]);
  expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
  await cache.delete(group);
});

test('downloads a file once when the page and two workers request it at the same time', async () => {
  const name = 'onsight-shared';
  const file = await remote('shared');
  const cache = await openFileCache({ name, pieceBytes });
  const here = async (): Promise<string> => sha256Of((await cache.fetchAll([file]))[0] ?? new Blob());
  const hashes = await Promise.all([here(), fetchInWorker(name, file), fetchInWorker(name, file)]);
  expect(new Set(hashes)).toEqual(new Set([file.sha256]));
  // Nine pieces in runs of four are three requests.
  expect(Number(await (await fetch(`${file.url}&count`)).text())).toBe(3);
  expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
  await cache.delete(group);
});

test('resumes after a worker was terminated during a download', async () => {
  const name = 'onsight-ended';
  const file = await remote('ended', '&hang=1:120000');
  const cache = await openFileCache({ name, pieceBytes });
  // The second run hangs after two of its pieces; the others are stored.
  const worker = fetchingWorker(name, file);
  await expect.poll(async () => (await cache.list())[0]?.bytes, { timeout: 20_000 }).toBe(bytes - 2 * pieceBytes);
  worker.terminate();
  const loaded: number[] = [];
  const [blob] = await cache.fetchAll([file], { onProgress: (event) => loaded.push(event.loadedBytes) });
  expect(loaded[0]).toBe(bytes - 2 * pieceBytes);
  expect(await sha256Of(blob ?? new Blob())).toBe(file.sha256);
  expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
  await cache.delete(group);
});

const session = cdp() as { send(method: string, params: object): Promise<unknown> };

/** Sets the quota of this origin; without `quotaSize`, restores the browser's. */
async function setQuota(more: { readonly quotaSize?: number }): Promise<void> {
  await session.send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...more });
}

test('on a full disk, reads a manifest, keeps the older copy and drops a record', async () => {
  const cache = await openFileCache({ name: 'onsight-no-room' });
  const url = (key: string): string => new URL(`/faults/${key}`, location.href).href;
  const path = 'onsight.json';
  const address = url(`m-${String(Date.now())}?bytes=50&swap=1:2:60000`);
  const old = await cache.fetchFresh({ url: address, group, path });
  await cache.writeRecord('device', 'wasm');
  const { usage = 0 } = await navigator.storage.estimate();
  await setQuota({ quotaSize: usage });
  try {
    expect((await cache.fetchFresh({ url: address, group, path })).size).toBe(60_000);
    await cache.writeRecord('device', 'x'.repeat(60_000));
  } finally {
    await setQuota({});
  }
  expect(await cache.readRecord('device')).toBe('wasm');
  const offline = await openFileCache({
    name: 'onsight-no-room',
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  const kept = await offline.fetchFresh({ url: address, group, path });
  expect(await sha256Of(kept)).toBe(await sha256Of(old));
  expect(await cache.list()).toEqual([{ group, bytes: 50, files: 1 }]);
  await cache.delete(group);
});

test('falls back to the stored manifest when the network does not respond', async () => {
  const cache = await openFileCache({ name: 'onsight-slow', stallMs: 3_600_000 });
  const url = new URL(`/faults/s-${String(Date.now())}?bytes=50&hang=1`, location.href).href;
  const fresh = await cache.fetchFresh({ url, group, path: 'onsight.json' });
  const kept = await cache.fetchFresh({ url, group, path: 'onsight.json' });
  expect(await sha256Of(kept)).toBe(await sha256Of(fresh));
  await cache.delete(group);
});

test('keeps earlier bytes and frees its own when the disk fills up during a write', async () => {
  const name = 'onsight-full';
  const kept = await remote('kept');
  const wanted = await remote('wanted');
  const before = await openFileCache({ name, pieceBytes });
  await before.fetchAll([kept]);
  const { usage = 0 } = await navigator.storage.estimate();
  const cache = await openFileCache({
    name,
    pieceBytes,
    fetch: async (input, init) => {
      // There was space when the download began; now there is space for about two pieces.
      await setQuota({ quotaSize: usage + 2.5 * pieceBytes });
      return fetch(input, init);
    },
  });
  try {
    await expect(cache.fetchAll([kept, wanted])).rejects.toMatchObject({ code: 'quota-exceeded' });
    expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
    expect(await cache.stored([kept, wanted])).toEqual([true, false]);
  } finally {
    await setQuota({});
  }
  const [, blob] = await before.fetchAll([kept, wanted]);
  expect(await sha256Of(blob ?? new Blob())).toBe(wanted.sha256);
  expect(await cache.list()).toEqual([{ group, bytes: 2 * bytes, files: 2 }]);
  await cache.delete(group);
});
