import { afterEach, expect, test } from 'vitest';
import { openFileCache, type FileCache, type FileCacheOptions, type RemoteFile } from './file-cache.ts';
import { sha256Of } from './stores/sha256.ts';

// Files as the Hugging Face Hub has them: neither size nor hash is known beforehand.
const pieceBytes = 1000;
const bytes = 5700;
const group = 'changing';
let caches: FileCache[] = [];
let files = 0;

async function open(options: FileCacheOptions = {}): Promise<FileCache> {
  const cache = await openFileCache({
    name: 'onsight-changing',
    pieceBytes,
    runPieces: 2,
    retryDelayMs: 1,
    ...options,
  });
  caches.push(cache);
  return cache;
}

function remote(query: string, known: Partial<RemoteFile> = {}): RemoteFile {
  files += 1;
  const url = new URL(`/faults/c${String(files)}-${String(Date.now())}?bytes=${String(bytes)}&${query}`, location.href);
  return { url: url.href, group, path: `file-${String(files)}`, ...known };
}

/** The hash of the version of `seed` and `length`, read without our code. */
async function hashOf(seed: number, length: number): Promise<string> {
  const url = `/faults/plain?bytes=${String(length)}&seed=${String(seed)}`;
  return sha256Of(await (await fetch(url)).blob());
}

async function hashOfFetched(cache: FileCache, file: RemoteFile): Promise<string> {
  const [got] = await cache.fetchAll([file]);
  if (got === undefined) throw new Error('one blob for one file');
  return sha256Of(got);
}

/**
 * Counts requests, and refuses all from number `limit` on, as a network that went away does; the runs that were
 * answered before (one after the request for the size) are on the device by then.
 */
function limited(limit: number): { fetch: typeof fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (input, init) => {
      asked.push(new Headers(init?.headers).get('range') ?? 'whole');
      if (asked.length <= limit) return fetch(input, init);
      const there = Math.max(0, limit - 1) * 2 * pieceBytes;
      await expect
        .poll(async () => (await caches.at(-1)?.list())?.[0]?.bytes ?? 0, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(there);
      throw new TypeError('Failed to fetch');
    },
  };
}

afterEach(async () => {
  for (const cache of caches) {
    await cache.delete(group);
    await cache[Symbol.asyncDispose]();
  }
  caches = [];
});

test('a file of unknown size and hash goes on after a reload, whichever request the network ended at', async () => {
  const whole = await hashOf(1, bytes);
  for (let limit = 1; limit <= 4; limit += 1) {
    const file = remote('');
    const first = limited(limit);
    const broken = (await open({ fetch: first.fetch })).fetchAll([file]);
    if (limit < 4) await expect(broken).rejects.toMatchObject({ code: 'download-failed' });
    else await broken;
    const second = limited(Infinity);
    const cache = await open({ fetch: second.fetch });
    expect(await hashOfFetched(cache, file)).toBe(whole);
    // One to ask for the size, three runs of two pieces: the runs that arrived are not asked for again.
    if (limit > 1) expect(second.asked).toHaveLength(4 - limit);
    expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
    await cache.delete(group);
  }
});

test('pieces of two versions are never mixed, wherever the change comes', async () => {
  for (const newBytes of [bytes, bytes - 1500, bytes + 1500]) {
    const next = await hashOf(2, newBytes);
    for (let change = 1; change < 4; change += 1) {
      const file = remote(`swap=${String(change)}:2:${String(newBytes)}`);
      const cache = await open();
      expect(await hashOfFetched(cache, file)).toBe(next);
      expect(await cache.list()).toEqual([{ group, bytes: newBytes, files: 1 }]);
      await cache.delete(group);
    }
  }
});

test('a file that changed between two visits is downloaded anew', async () => {
  for (const newBytes of [bytes, bytes - 1500, bytes + 1500]) {
    const file = remote(`swap=2:2:${String(newBytes)}`);
    await expect((await open({ fetch: limited(2).fetch })).fetchAll([file])).rejects.toMatchObject({
      code: 'download-failed',
    });
    const cache = await open();
    expect(await hashOfFetched(cache, file)).toBe(await hashOf(2, newBytes));
    expect(await cache.list()).toEqual([{ group, bytes: newBytes, files: 1 }]);
    await cache.delete(group);
  }
});

test('without an ETag pieces of another visit are not trusted, nor ranges of this one', async () => {
  const file = remote('tag=');
  const { fetch, asked } = limited(Infinity);
  expect(await hashOfFetched(await open({ fetch }), file)).toBe(await hashOf(1, bytes));
  expect(asked.at(-1)).toBe('whole');
});

test.each([
  ['partial answers that do not say which part', 'mute=1'],
  ['partial answers shorter than asked for', 'cap=700'],
  ['a compressed stream', 'gzip=1'],
  ['a stream that is compressed although the browser does not take it', 'gzip=always'],
] as const)('%s give the file', async (_, query) => {
  expect(await hashOfFetched(await open(), remote(query))).toBe(await hashOf(1, bytes));
  const known = remote(query, { bytes, sha256: await hashOf(1, bytes) });
  expect(await hashOfFetched(await open(), known)).toBe(known.sha256);
});

test('progress counts the true bytes of a file that comes compressed', async () => {
  const events: { loadedBytes: number; totalBytes: number }[] = [];
  const set = [remote('gzip=always'), remote('gzip=1'), remote('')];
  await (await open()).fetchAll(set, { onProgress: (event) => events.push(event) });
  expect(new Set(events.map(({ totalBytes }) => totalBytes))).toEqual(new Set([3 * bytes]));
  expect(events.at(-1)?.loadedBytes).toBe(3 * bytes);
});

test('an empty file is a file', async () => {
  const cache = await open();
  const file = { ...remote(''), url: new URL(`/faults/empty-${String(Date.now())}?bytes=0`, location.href).href };
  const [got] = await cache.fetchAll([file]);
  expect(got?.size).toBe(0);
  expect(await cache.stored([file])).toEqual([true]);
});

test('a manifest with another hash brings the new version and drops the old one', async () => {
  const cache = await open();
  const file = remote('swap=3:2:5000', { sha256: await hashOf(1, bytes), bytes });
  await cache.fetchAll([file]);
  const next = { ...file, sha256: await hashOf(2, 5000), bytes: 5000 };
  expect(await cache.stored([file, next])).toEqual([true, false]);
  expect(await hashOfFetched(cache, next)).toBe(next.sha256);
  expect(await cache.list()).toEqual([{ group, bytes: 5000, files: 1 }]);
});
