import { afterEach, expect, test } from 'vitest';
import { openFileCache, type FileCache, type FileCacheOptions, type RemoteFile } from './file-cache.ts';
import { sha256Of } from './stores/sha256.ts';

// Files as on the Hugging Face Hub: neither size nor hash is known beforehand.
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

/** Hash of the version with `seed` and `length`, computed independently of our code. */
async function hashOf(seed: number, length: number): Promise<string> {
  const url = `/faults/plain?bytes=${String(length)}&seed=${String(seed)}`;
  return sha256Of(await (await fetch(url)).blob());
}

async function hashOfFetched(cache: FileCache, file: RemoteFile): Promise<string> {
  const [got] = await cache.fetchAll([file]);
  if (got === undefined) throw new Error('expected one blob per file');
  return sha256Of(got);
}

/**
 * Counts requests and rejects all from number `limit` on, like a lost network. Runs answered before that (one after the
 * size request) are stored by then.
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

test('resumes a file of unknown size and hash after a reload, whichever request the network failed at', async () => {
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
    // One size request plus three runs of two pieces: runs that arrived are not requested again.
    if (limit > 1) expect(second.asked).toHaveLength(4 - limit);
    expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
    await cache.delete(group);
  }
});

test('never mixes pieces of two versions, wherever the change happens', async () => {
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

test('downloads a file again if it changed between two visits', async () => {
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

test('without an ETag, trusts neither pieces of an earlier visit nor ranges of this one', async () => {
  const file = remote('tag=');
  const { fetch, asked } = limited(Infinity);
  expect(await hashOfFetched(await open({ fetch }), file)).toBe(await hashOf(1, bytes));
  expect(asked.at(-1)).toBe('whole');
});

test.each([
  ['partial responses without Content-Range', 'mute=1'],
  ['partial responses shorter than requested', 'cap=700'],
  ['a compressed response', 'gzip=1'],
  ['a response compressed although the browser does not accept it', 'gzip=always'],
] as const)('downloads the file from %s', async (_, query) => {
  expect(await hashOfFetched(await open(), remote(query))).toBe(await hashOf(1, bytes));
  const known = remote(query, { bytes, sha256: await hashOf(1, bytes) });
  expect(await hashOfFetched(await open(), known)).toBe(known.sha256);
});

test('counts uncompressed bytes for a compressed response', async () => {
  const events: { loadedBytes: number; totalBytes: number }[] = [];
  const set = [remote('gzip=always'), remote('gzip=1'), remote('')];
  await (await open()).fetchAll(set, { onProgress: (event) => events.push(event) });
  expect(new Set(events.map(({ totalBytes }) => totalBytes))).toEqual(new Set([3 * bytes]));
  expect(events.at(-1)?.loadedBytes).toBe(3 * bytes);
});

test('stores an empty file', async () => {
  const cache = await open();
  const file = { ...remote(''), url: new URL(`/faults/empty-${String(Date.now())}?bytes=0`, location.href).href };
  const [got] = await cache.fetchAll([file]);
  expect(got?.size).toBe(0);
  expect(await cache.stored([file])).toEqual([true]);
});

test('downloads the new version and deletes the old one when the manifest has a new hash', async () => {
  const cache = await open();
  const file = remote('swap=3:2:5000', { sha256: await hashOf(1, bytes), bytes });
  await cache.fetchAll([file]);
  const next = { ...file, sha256: await hashOf(2, 5000), bytes: 5000 };
  expect(await cache.stored([file, next])).toEqual([true, false]);
  expect(await hashOfFetched(cache, next)).toBe(next.sha256);
  expect(await cache.list()).toEqual([{ group, bytes: 5000, files: 1 }]);
});
