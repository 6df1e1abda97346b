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

test('what was set is there in another connection, arrays and all', async () => {
  await open().set('a', { text: 'a dog', heat: Float32Array.of(0.25, 0.75) });
  expect(await open().get('a')).toEqual({ text: 'a dog', heat: Float32Array.of(0.25, 0.75) });
  expect(await open().get('b')).toBeUndefined();
});

test('above the limit the ones longest unused go', async () => {
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

test('a database that is taken away costs only the memory of it', async () => {
  const cache = open();
  await cache.set('a', 1);
  await deleteDB(name);
  expect(await cache.get('a')).toBeUndefined();
  await cache.set('a', 2);
  expect(await cache.get('a')).toBe(2);
});

test('what cannot be stored is no error', async () => {
  const cache = open();
  await cache.set('a', () => undefined);
  expect(await cache.get('a')).toBeUndefined();
  await cache.set('b', 1);
  expect(await cache.get('b')).toBe(1);
});
