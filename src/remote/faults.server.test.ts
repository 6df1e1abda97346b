import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startChroma } from '../../fixtures/remote/chroma-server.ts';
import { startUnreliableProxy, type UnreliableProxy } from '../../fixtures/remote/unreliable-proxy.ts';
import type { NewRow } from '../store/contract/item.ts';
import { openChromaStore } from './chroma/open-chroma-store.ts';

let proxy: UnreliableProxy;
beforeAll(async () => {
  proxy = await startUnreliableProxy(inject('chromaUrl'));
});
afterAll(() => proxy.close());

const rows = (count: number, from = 0): NewRow[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(from + i), vector: [1, from + i] }));
const open = (collection: string, options: object = {}) =>
  openChromaStore({ url: proxy.url, collection, dims: 2, retryDelayMs: 1, ...options });

test.each([
  ['503', { status: 503 }],
  ['429', { status: 429 }],
  ['a broken connection', 'reset'],
  ['a lost answer', 'lose-answer'],
] as const)('a call goes on after %s, and nothing is there twice', async (name, fault) => {
  const store = await open(`again-${name.replace(/\W/g, '-')}`);
  proxy.fail(/\/add$/, fault, fault, fault);
  expect((await store.addMany(rows(5))).added).toHaveLength(5);
  proxy.fail(/\/query$/, fault);
  expect(await store.search([1, 1])).toHaveLength(5);
  proxy.fail(/\/delete$/, fault);
  expect(await store.delete(['1'])).toBe(1);
  proxy.fail(/\/upsert$/, fault);
  await store.update('2', { metadata: { a: 1 } });
  expect((await store.get('2'))?.metadata).toEqual({ a: 1 });
  expect(await store.count()).toBe(4);
});

test('gives up on a broken server after four attempts, and on a refusal after one', async () => {
  const store = await open('broken');
  proxy.fail(/\/count$/, ...Array.from({ length: 4 }, () => ({ status: 500 })));
  await expect(store.count()).rejects.toMatchObject({
    code: 'remote-failed',
    details: { url: proxy.url, status: 500, reason: 'made up' },
  });
  const before = proxy.seen.length;
  proxy.fail(/\/count$/, { status: 401 });
  await expect(store.count()).rejects.toMatchObject({ code: 'remote-failed', details: { status: 401 } });
  expect(proxy.seen.length - before).toBe(1);
});

test('gives up on a server that does not respond', async () => {
  const store = await open('silent', { timeoutMs: 500 });
  proxy.fail(/\/count$/, 'hang', 'hang', 'hang', 'hang');
  await expect(store.count()).rejects.toMatchObject({
    code: 'remote-unreachable',
    details: { reason: 'no answer within 500 ms' },
  });
});

test('an abort ends the call and the request, with its own reason', async () => {
  const store = await open('abort');
  const controller = new AbortController();
  proxy.fail(/\/query$/, 'hang');
  const search = store.search([1, 1], { signal: controller.signal });
  const reason = new Error('enough');
  await expect.poll(() => proxy.seen.at(-1)?.path).toMatch(/query$/);
  controller.abort(reason);
  await expect(search).rejects.toBe(reason);
  await expect(open('abort', { signal: controller.signal })).rejects.toBe(reason);
});

test('every call accepts a signal, and sends nothing if it is already aborted', async () => {
  const store = await open('signals');
  await store.addMany(rows(2));
  const reason = new Error('enough');
  const stop = { signal: AbortSignal.abort(reason) };
  const asked = proxy.seen.length;
  const calls: readonly (() => Promise<unknown>)[] = [
    () => store.has(['0'], stop),
    () => store.get('0', stop),
    () => store.thumbnails(['0'], stop),
    () => store.list(stop),
    () => store.count({}, stop),
    () => store.delete('0', stop),
    () => store.clear(stop),
    () => store.search([1, 1], stop),
    () => store.sample(1, undefined, stop),
  ];
  for (const call of calls) await expect(call(), String(call)).rejects.toBe(reason);
  expect(proxy.seen).toHaveLength(asked);
});

test('an aborted add keeps complete batches, and repeating it continues', async () => {
  const store = await open('resume');
  const controller = new AbortController();
  const reason = new Error('enough');
  const all = rows(4_500);
  const onProgress = (): void => controller.abort(reason);
  await expect(store.addMany(all, { signal: controller.signal, onProgress })).rejects.toBe(reason);
  const there = await store.count();
  expect(there).toBeGreaterThan(0);
  expect(there).toBeLessThan(4_500);
  const { added, existing } = await store.addMany(all);
  // A batch that was on its way when the call was aborted may still have arrived.
  expect(existing.length).toBeGreaterThanOrEqual(there);
  expect(new Set([...added, ...existing]).size).toBe(4_500);
  expect(added.length + existing.length).toBe(4_500);
  expect(await store.count()).toBe(4_500);
});

test('pulls no more rows than are in flight', async () => {
  const store = await open('pressure');
  let asked = 0;
  let done = 0;
  let most = 0;
  function* source(): Generator<NewRow> {
    for (const row of rows(10_000)) {
      asked += 1;
      most = Math.max(most, asked - done);
      yield row;
    }
  }
  await store.addMany(source(), { onProgress: (event) => (done = event.doneRows) });
  // Three batches of 1,000 on their way, and one that waits for its turn.
  expect(most).toBeLessThanOrEqual(4_001);
  expect(await store.count()).toBe(10_000);
});

test('a source that fails ends the call with its error', async () => {
  const store = await open('source');
  const reason = new Error('no more rows');
  function* source(): Generator<NewRow> {
    yield* rows(1_500);
    throw reason;
  }
  await expect(store.addMany(source())).rejects.toBe(reason);
});

test('sends key and headers with every request, and to the named tenant', async () => {
  const before = proxy.seen.length;
  await open('headers', { apiKey: 'secret', headers: { 'x-team': 'a' } });
  const seen = proxy.seen.slice(before);
  expect(seen.length).toBeGreaterThan(0);
  for (const { headers } of seen) expect(headers).toMatchObject({ 'x-chroma-token': 'secret', 'x-team': 'a' });
  await expect(open('tenant', { tenant: 'nobody' })).rejects.toMatchObject({ code: 'remote-failed' });
});

test('names an unreachable server, and works again once it is back', async () => {
  const server = await startChroma();
  try {
    const store = await openChromaStore({ url: server.url, collection: 'restart', dims: 2, retryDelayMs: 1 });
    await store.addMany(rows(10));
    await server.stop();
    await expect(store.count()).rejects.toMatchObject({ code: 'remote-unreachable', details: { url: server.url } });
    await expect(openChromaStore({ url: server.url, collection: 'restart', dims: 2, retryDelayMs: 1 })).rejects.toThrow(
      'Check that it runs',
    );
    await server.start();
    expect(await store.count()).toBe(10);
  } finally {
    await server.dispose();
  }
});

test.each(['localhost:8000', 'ftp://a', 'nonsense', 'http://localhost:8000/chroma'])(
  '%s is no address',
  async (url) => {
    await expect(openChromaStore({ url, collection: 'abc', dims: 2 })).rejects.toThrow(TypeError);
  },
);
