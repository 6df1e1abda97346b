import { afterEach, expect, test } from 'vitest';
import { openFileCache, type FileCache, type FileCacheOptions, type RemoteFile } from './file-cache.ts';
import { sha256Of } from './stores/sha256.ts';

const pieceBytes = 1000;
const bytes = 5700;
const group = 'cancel';
const reason = new Error('the visitor left');
const caches: FileCache[] = [];
let files = 0;

async function open(options: FileCacheOptions = {}): Promise<FileCache> {
  const cache = await openFileCache({ name: 'onsight-cancel', pieceBytes, runPieces: 2, retryDelayMs: 1, ...options });
  caches.push(cache);
  return cache;
}

function remote(query = ''): RemoteFile {
  files += 1;
  const url = new URL(`/faults/x${String(files)}-${String(Date.now())}?bytes=${String(bytes)}&${query}`, location.href);
  return { url: url.href, group, path: `file-${String(files)}` };
}

async function expectWhole(file: RemoteFile): Promise<void> {
  const cache = await open();
  const [got] = await cache.fetchAll([file]);
  const plain = await (await fetch(`/faults/plain?bytes=${String(bytes)}`)).blob();
  expect(await sha256Of(got ?? new Blob())).toBe(await sha256Of(plain));
  expect(await cache.list()).toEqual([{ group, bytes, files: 1 }]);
  await cache.delete(group);
}

afterEach(async () => {
  for (const cache of caches.splice(0)) await cache[Symbol.asyncDispose]();
});

test('can be cancelled at every request and every response', async () => {
  for (const when of ['request', 'answer'])
    for (let n = 0; n < 4; n += 1) {
      const file = remote();
      const controller = new AbortController();
      let requests = 0;
      const cache = await open({
        fetch: async (input, init) => {
          const mine = requests++ === n;
          if (mine && when === 'request') controller.abort(reason);
          const response = await fetch(input, init);
          if (mine) controller.abort(reason);
          return response;
        },
      });
      await expect(cache.fetchAll([file], { signal: controller.signal })).rejects.toBe(reason);
      const asked = requests;
      await expectWhole(file);
      expect(requests, 'no request after the abort').toBe(asked);
    }
});

test('can be cancelled at every progress event, including the last', async () => {
  for (let n = 0; ; n += 1) {
    const file = remote();
    const controller = new AbortController();
    let events = 0;
    const seen = { complete: false };
    const cancelled = (await open()).fetchAll([file], {
      signal: controller.signal,
      onProgress: ({ loadedBytes, totalBytes }) => {
        seen.complete ||= loadedBytes === totalBytes;
        if (events++ === n) controller.abort(reason);
      },
    });
    await expect(cancelled).rejects.toBe(reason);
    await expectWhole(file);
    if (seen.complete) break;
  }
});

test('can be cancelled while waiting to retry and while another call downloads the same file', async () => {
  const busy = remote('status=0:503');
  const controller = new AbortController();
  const patient = await open({
    retryDelayMs: 3_600_000,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      // The cache sets its hour-long timer after this response.
      setTimeout(() => {
        controller.abort(reason);
      });
      return response;
    },
  });
  await expect(patient.fetchAll([busy], { signal: controller.signal })).rejects.toBe(reason);
  await expectWhole(busy);

  const shared = { ...remote('hang=0'), bytes };
  const first = new AbortController();
  const holder = expect((await open()).fetchAll([shared], { signal: first.signal })).rejects.toBe(reason);
  const count = async (): Promise<string> => (await fetch(`${shared.url}&count`)).text();
  await expect.poll(count, { timeout: 20_000 }).toBe('1');
  const second = new AbortController();
  const waiter = (await open()).fetchAll([shared], {
    signal: second.signal,
    onProgress: () => {
      second.abort(reason);
    },
  });
  await expect(waiter).rejects.toBe(reason);
  expect(await count()).toBe('1');
  first.abort(reason);
  await holder;
  await expectWhole(shared);
});

test('makes no request if the signal is already aborted; disposing the cache ends pending calls', async () => {
  const file = { ...remote('hang=0'), bytes };
  const cache = await open();
  await expect(cache.fetchAll([file], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(await (await fetch(`${file.url}&count`)).text()).toBe('0');
  const ended = expect(cache.fetchAll([file])).rejects.toMatchObject({ code: 'disposed' });
  await expect.poll(async () => (await fetch(`${file.url}&count`)).text(), { timeout: 20_000 }).toBe('1');
  await cache[Symbol.asyncDispose]();
  await ended;
  await expectWhole(file);
});

test('cancels the rest of a set when one file fails, and keeps the bytes they fetched', async () => {
  const cache = await open();
  const bad = { ...remote('status=0:404'), bytes };
  const good = remote();
  await expect(cache.fetchAll([good, bad])).rejects.toMatchObject({
    code: 'download-failed',
    details: { status: 404 },
  });
  await expectWhole(good);
});
