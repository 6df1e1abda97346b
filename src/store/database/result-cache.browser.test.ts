import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { openResultCache, type ResultCache } from './result-cache.ts';

let name = '';
const opened: ResultCache[] = [];

function open(limit?: number): ResultCache {
  if (name === '') name = `results ${crypto.randomUUID()}`;
  const cache = openResultCache({ name, ...(limit === undefined ? {} : { limit }) });
  opened.push(cache);
  return cache;
}

afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
  await deleteDB(name);
  name = '';
});

test('returns a stored result, including arrays, over another connection', async () => {
  await open().set('a', { text: 'a dog', heat: Float32Array.of(0.25, 0.75) });
  expect(await open().get('a')).toEqual({ text: 'a dog', heat: Float32Array.of(0.25, 0.75) });
  expect(await open().get('b')).toBeUndefined();
});

test('evicts the least recently used results above the limit', async () => {
  const cache = open(3);
  let now = 1_000;
  const realNow = Date.now;
  Date.now = () => (now += 1);
  try {
    for (const key of ['a', 'b', 'c']) await cache.set(key, key);
    await cache.get('a');
    await cache.set('d', 'd');
  } finally {
    Date.now = realNow;
  }
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)))).toEqual(['a', undefined, 'c', 'd']);
});

test('survives the deletion of its database', async () => {
  const cache = open();
  await cache.set('a', 1);
  await deleteDB(name);
  expect(await cache.get('a')).toBeUndefined();
  await cache.set('a', 2);
  expect(await cache.get('a')).toBe(2);
});

test('ignores values that cannot be stored', async () => {
  const cache = open();
  await cache.set('a', () => undefined);
  expect(await cache.get('a')).toBeUndefined();
  await cache.set('b', 1);
  expect(await cache.get('b')).toBe(1);
});
