import { cdp } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { openFileCache, type FileCache, type FileCacheOptions, type RemoteFile } from './file-cache.ts';
import { sha256Of } from './stores/sha256.ts';

const pieceBytes = 1000;
const pieces = 6;
const bytes = pieceBytes * pieces - 300;
const root = 'onsight-test';
let caches: FileCache[] = [];
let files = 0;

async function open(options: FileCacheOptions = {}): Promise<FileCache> {
  const cache = await openFileCache({ name: root, pieceBytes, runPieces: 2, retryDelayMs: 1, ...options });
  caches.push(cache);
  return cache;
}

/** The file behind a query: its content, and the request for it. */
async function remote(query: string, known: Partial<RemoteFile> = {}): Promise<{ file: RemoteFile; content: Blob }> {
  const content = await (await fetch(`/faults/whole?bytes=${String(bytes)}`)).blob();
  files += 1;
  const url = new URL(`/faults/${String(files)}-${String(Date.now())}?bytes=${String(bytes)}&${query}`, location.href)
    .href;
  return {
    file: { url, group: 'test', path: `file-${String(files)}`, sha256: await sha256Of(content), bytes, ...known },
    content,
  };
}

async function requestsOf(file: RemoteFile): Promise<number> {
  const url = new URL(file.url);
  url.searchParams.set('count', '');
  return Number(await (await fetch(url)).text());
}

async function expectWhole(cache: FileCache, file: RemoteFile, content: Blob): Promise<void> {
  const [got] = await cache.fetchAll([file]);
  expect(await sha256Of(got!)).toBe(await sha256Of(content));
}

afterEach(async () => {
  for (const cache of caches) {
    await cache.delete('test');
    await cache[Symbol.asyncDispose]();
  }
  caches = [];
});

test.each(['opfs', 'cache', 'memory'] as const)(
  'downloads, counts, reads offline and deletes a file (%s)',
  async (storage) => {
    const cache = await open({ storage, name: `${root}-${storage}` });
    const { file, content } = await remote('');
    const events: { loadedBytes: number; totalBytes: number }[] = [];
    await cache.fetchAll([file], { onProgress: (event) => events.push(event) });
    expect(new Set(events.map(({ totalBytes }) => totalBytes))).toEqual(new Set([bytes]));
    expect(events.map(({ loadedBytes }) => loadedBytes)).toEqual(
      events.map(({ loadedBytes }) => loadedBytes).sort((a, b) => a - b),
    );
    expect(events.at(-1)!.loadedBytes).toBe(bytes);
    const requests = await requestsOf(file);
    await expectWhole(cache, file, content);
    expect(await requestsOf(file)).toBe(requests);
    expect(await cache.stored([file])).toEqual([true]);
    expect(await cache.list()).toEqual([{ group: 'test', bytes, files: 1 }]);
    expect(await cache.delete('test')).toBe(true);
    expect(await cache.list()).toEqual([]);
  },
);

test('completes on the next call after a failure in any request, between pieces and within one', async () => {
  for (let request = 0; request < 4; request += 1)
    for (let cut = 0; cut <= 2 * pieceBytes; cut += pieceBytes / 2) {
      // Every request from here on fails, so that the call gives up with part of the file stored.
      const cache = await open();
      const cuts = await remote(`cut=${String(request)}:${String(cut)}`);
      await cache.fetchAll([cuts.file]).catch(() => undefined);
      await expectWhole(await open(), cuts.file, cuts.content);
      expect(await cache.list()).toEqual([{ group: 'test', bytes, files: 1 }]);
      await cache.delete('test');
    }
});

test('a second cache does not request bytes stored by the first', async () => {
  const { file, content } = await remote('hang=0:2500');
  const leaving = new AbortController();
  const first = await open({ runPieces: pieces });
  const left = expect(first.fetchAll([file], { signal: leaving.signal })).rejects.toBe('left');
  await expect.poll(async () => (await first.list())[0]?.bytes, { timeout: 20_000 }).toBe(2 * pieceBytes);
  leaving.abort('left');
  await left;
  const loaded: number[] = [];
  const [got] = await (await open()).fetchAll([file], { onProgress: (event) => loaded.push(event.loadedBytes) });
  expect(loaded[0]).toBe(2 * pieceBytes);
  expect(await sha256Of(got!)).toBe(await sha256Of(content));
});

test('rejects a hanging download with the abort reason', async () => {
  const { file, content } = await remote('hang=0');
  const controller = new AbortController();
  const reason = new Error('left');
  const leaving = (await open()).fetchAll([file], {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await expect(leaving).rejects.toBe(reason);
  // The hanging request counts as broken after a while and is retried.
  await expectWhole(await open({ stallMs: 200 }), file, content);
});

test('handles servers without ranges, without sizes, or briefly unavailable', async () => {
  for (const query of ['range=0', 'status=0:503', 'range=0&status=0:500']) {
    const { file, content } = await remote(query);
    await expectWhole(await open(), file, content);
    const { bytes: _, ...unknown } = (await remote(query)).file;
    await expectWhole(await open(), unknown, content);
  }
});

test.each([
  ['a hash mismatch', 'seed=2', 'integrity-mismatch'],
  ['an HTML page instead of the file', 'html=1', 'setup-blocked'],
  ['a missing file', 'status=0:404', 'download-failed'],
] as const)('rejects %s and keeps nothing of it', async (_, query, code) => {
  const cache = await open();
  const { file } = await remote(query);
  await expect(cache.fetchAll([file])).rejects.toMatchObject({ code });
  expect(await cache.stored([file])).toEqual([false]);
  expect((await cache.list()).reduce((sum, group) => sum + group.files, 0)).toBe(0);
});

test.each(['data:', 'blob:'])('reads files of the scheme %s', async (scheme) => {
  const content = new Blob(['x'.repeat(3 * pieceBytes)]);
  const url = scheme === 'data:' ? `data:text/plain,${await content.text()}` : URL.createObjectURL(content);
  const known = { bytes: content.size, sha256: await sha256Of(content) };
  for (const file of [
    { url, group: scheme, path: 'known', ...known },
    { url, group: scheme, path: 'unknown' },
  ]) {
    const cache = await open();
    const [got] = await cache.fetchAll([file]);
    expect(await got?.text()).toBe(await content.text());
    expect(await cache.stored([file])).toEqual([true]);
    await cache.delete(scheme);
  }
});

test('does not accept a truncated file', async () => {
  const cache = await open();
  const { file } = await remote('', { bytes: bytes + 1 });
  await expect(cache.fetchAll([file])).rejects.toMatchObject({ code: 'integrity-mismatch' });
  expect(await cache.stored([file])).toEqual([false]);
});

test('two caches requesting the same file at once download it once', async () => {
  const { file, content } = await remote('');
  const [a, b] = [await open(), await open()];
  await Promise.all([expectWhole(a, file, content), expectWhole(b, file, content)]);
  expect(await requestsOf(file)).toBeLessThanOrEqual(pieces);
  expect(await a.list()).toEqual([{ group: 'test', bytes, files: 1 }]);
});

test('reports a full disk with the bytes needed and leaves no partial file', async () => {
  const session = cdp() as { send(method: string, params: object): Promise<unknown> };
  const quota = (quotaSize?: number): Promise<unknown> =>
    session.send('Storage.overrideQuotaForOrigin', {
      origin: location.origin,
      ...(quotaSize === undefined ? {} : { quotaSize }),
    });
  const cache = await open();
  const { file, content } = await remote('');
  const { usage = 0 } = await navigator.storage.estimate();
  await quota(usage + 100);
  try {
    await expect(cache.fetchAll([file])).rejects.toMatchObject({
      code: 'quota-exceeded',
      details: { neededBytes: bytes },
    });
  } finally {
    await quota();
  }
  await expectWhole(cache, file, content);
});

test('fetches a manifest from the network, or from the device when offline', async () => {
  const cache = await open();
  const url = new URL(`/faults/fresh-${String(Date.now())}?bytes=50`, location.href).href;
  const fresh = await cache.fetchFresh({ url, group: 'test', path: 'onsight.json' });
  const offline = await open({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
  const kept = await offline.fetchFresh({ url, group: 'test', path: 'onsight.json' });
  expect(await sha256Of(kept)).toBe(await sha256Of(fresh));
  await expect(offline.fetchFresh({ url, group: 'test', path: 'other.json' })).rejects.toMatchObject({
    code: 'download-failed',
  });
});

test('keeps records across caches and rejects invalid arguments', async () => {
  const cache = await open();
  await cache.writeRecord('a/b', { ms: 3 });
  expect(await (await open()).readRecord('a/b')).toEqual({ ms: 3 });
  expect(() => cache.fetchAll([{ url: '/relative', group: 'g', path: 'p' }])).toThrow(TypeError);
  await cache[Symbol.asyncDispose]();
  await expect(cache.list()).rejects.toMatchObject({ code: 'disposed' });
  caches = [];
});
