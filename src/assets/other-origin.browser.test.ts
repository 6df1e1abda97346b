import { expect, test } from 'vitest';
import { openFileCache } from './file-cache.ts';
import { sha256Of } from './stores/sha256.ts';

// The same server under its other name is another origin, so responses pass through CORS.
const elsewhere = location.href.replace('localhost', '127.0.0.1');

test.each([
  ['exposes ETag and Content-Range', 'expose=1', 4],
  // Ranges without Content-Range cannot be used: one stream, after a plain request for its length.
  ['exposes neither', '', 3],
] as const)('downloads without a preflight from another origin that %s', async (_, query, requests) => {
  const bytes = 5700;
  const cache = await openFileCache({ name: 'onsight-elsewhere', pieceBytes: 1000, runPieces: 2, retryDelayMs: 1 });
  const url = new URL(`/faults/o-${String(Date.now())}?bytes=${String(bytes)}&cors=1&${query}`, elsewhere).href;
  const file = { url, group: 'elsewhere', path: 'a' };
  expect(new URL(url).origin).not.toBe(location.origin);
  const events: number[] = [];
  const [got] = await cache.fetchAll([file], { onProgress: ({ totalBytes }) => events.push(totalBytes) });
  const plain = await (await fetch(`/faults/plain?bytes=${String(bytes)}`)).blob();
  expect(await sha256Of(got ?? new Blob())).toBe(await sha256Of(plain));
  expect(new Set(events)).toEqual(new Set([bytes]));
  expect(Number(await (await fetch(`${url}&count`)).text())).toBe(requests);
  await cache.delete('elsewhere');
});
