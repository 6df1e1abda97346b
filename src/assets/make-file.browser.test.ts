import { afterEach, expect, test } from 'vitest';
import { openFileCache, type FileCache } from './file-cache.ts';

const caches: FileCache[] = [];
let name = '';

async function open(pieceBytes = 1_000): Promise<FileCache> {
  if (name === '') name = `made-${crypto.randomUUID()}`;
  const cache = await openFileCache({ name, pieceBytes, retryDelayMs: 1 });
  caches.push(cache);
  return cache;
}

afterEach(async () => {
  for (const cache of caches.splice(0)) await cache[Symbol.asyncDispose]();
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(name, { recursive: true });
  name = '';
});

const remote = (query: string, path = 'file.bin') => ({
  url: new URL(`/faults/${crypto.randomUUID()}?${query}`, location.href).href,
  group: 'group',
  path,
});
const hex = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (b) => b.toString(16).padStart(2, '0')).join(
    '',
  );

test('finds a generated file like a downloaded one, also from another cache', async () => {
  const cache = await open();
  const file = remote('bytes=1');
  const content = Uint8Array.from({ length: 3_456 }, (_, i) => i % 251);
  const sink = await cache.make(file);
  for (let at = 0; at < content.length; at += 777) await sink.write(content.subarray(at, at + 777));
  expect(await cache.stored([file])).toEqual([false]);
  expect(await sink.close()).toEqual({ bytes: 3_456, sha256: await hex(content) });
  const again = await open();
  const [blob] = await again.fetchAll([file]);
  expect(new Uint8Array(await (blob ?? new Blob()).arrayBuffer())).toEqual(content);
  expect(await again.list()).toEqual([{ group: 'group', bytes: 3_456, files: 1 }]);
});

test('leaves nothing after an aborted write', async () => {
  const cache = await open();
  const file = remote('bytes=1');
  const sink = await cache.make(file);
  await sink.write(new Uint8Array(2_500));
  await sink.abort();
  expect(await cache.stored([file])).toEqual([false]);
  expect(await cache.list()).toEqual([]);
});

test('runs tasks with the same name one at a time across caches', async () => {
  const [one, other] = [await open(), await open()];
  const order: string[] = [];
  const step = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([one.alone('task', step('first')), other.alone('task', step('second'))]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('reads the right ranges across windows and broken responses', async () => {
  const cache = await open(1_000_000);
  const query = 'bytes=9000000&seed=7';
  const [whole] = await cache.fetchAll([remote(query, 'whole.bin')]);
  const bytes = new Uint8Array(await (whole ?? new Blob()).arrayBuffer());
  // The first request determines the size, the second breaks off.
  const reader = await cache.openReader(remote(`${query}&cut=1:1000000`));
  expect(reader.bytes).toBe(9_000_000);
  for (const [start, end] of [
    [4_194_000, 4_195_000],
    [0, 10],
    [8_999_000, 9_000_000],
    [100, 8_000_000],
    [5, 5],
  ] as const)
    expect(await hex(await reader.read(start, end))).toBe(await hex(bytes.slice(start, end)));
  await expect(reader.read(0, 9_000_001)).rejects.toThrow(RangeError);
});

test('fetches the whole file once without ranges; detects a change between reads', async () => {
  const cache = await open(1_000_000);
  const plain = await cache.openReader(remote('bytes=5000&range=0'));
  expect((await plain.read(1_000, 3_000)).length).toBe(2_000);
  const swapped = await cache.openReader(remote('bytes=9000000&swap=2:9:9000000', 'other.bin'));
  await swapped.read(0, 10);
  await expect(swapped.read(8_000_000, 8_000_010)).rejects.toMatchObject({ code: 'integrity-mismatch' });
});
