import { afterAll, expect, test } from 'vitest';
import type { Hit } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
});
afterAll(() => onsight.dispose());

const samples = [
  'white-sports-car-on-road',
  'stack-of-pancakes',
  'tabby-cat-lying-on-porch',
  'ginger-kitten-in-garden',
  'black-and-white-kitten-with-yarn',
  'black-and-white-cow-in-meadow',
];

async function sample(name: string, shownAs: string): Promise<File> {
  const response = await fetch(`/samples/${name}.jpg`);
  return new File([await response.blob()], shownAs, { type: 'image/jpeg' });
}

const names = (hits: readonly Hit[]): unknown[] => hits.map(({ metadata }) => metadata['name']);

test('captions of the model are found by words; examples, variety, groups, pages and duplicates cross the worker', async () => {
  await onsight.deleteLibrary('toolkit');
  const library = await onsight.openLibrary('toolkit');
  // Names that say nothing, so that only captions can be read.
  await library.add(await Promise.all(samples.map((name, i) => sample(name, `${String(i)}.jpg`))));
  const idOf = async (name: string): Promise<string> => (await library.list({ filter: { name } }))[0]?.id ?? '';
  const ids = await Promise.all(samples.map((_, i) => idOf(`${String(i)}.jpg`)));
  const [car = '', pancakes = '', tabby = '', ginger = '', yarn = ''] = ids;

  const { text: caption } = await onsight.caption(pancakes);
  await library.update(pancakes, { ...(await library.get(pancakes))?.metadata, caption, kind: 'food' });
  const [found] = await library.search({ text: caption });
  expect(found?.id).toBe(pancakes);
  expect(found?.keywords?.length).toBeGreaterThan(0);
  expect(found?.words).toEqual(found?.keywords);
  expect((await library.search({ text: caption }, { keywords: false }))[0]).not.toHaveProperty('keywords');

  const liked = await library.search({ like: [tabby, ginger], unlike: [car] });
  expect(liked[0]?.id).toBe(yarn);
  expect(names(liked)).not.toContain('0.jpg');
  const plain = await library.search({ text: 'a cat' }, { limit: 3, words: false });
  expect(new Set(plain.map(({ id }) => id))).toEqual(new Set([tabby, ginger, yarn]));
  const varied = await library.search({ text: 'a cat' }, { limit: 3, words: false, diversity: 0.7 });
  expect(varied[0]?.id).toBe(plain[0]?.id);
  expect(new Set(varied.map(({ id }) => id))).not.toEqual(new Set(plain.map(({ id }) => id)));
  const next = await library.search({ text: 'a cat' }, { words: false, after: plain });
  expect(new Set([...plain, ...next].map(({ id }) => id))).toEqual(new Set(ids));
  expect(next).toHaveLength(3);
  const grouped = await library.search({ text: 'food' }, { groupBy: 'kind', limit: 1 });
  expect(grouped[0]?.group).toEqual({ value: 'food', size: 1, members: [] });
  expect(await library.duplicates()).toEqual([]);
  // Two cats are near each other, and no two images of one scene.
  expect(await library.duplicates({ threshold: 0.4, level: 'similar' })).toEqual([]);
});

test('misuse of the toolkit is refused', async () => {
  const library = await onsight.openLibrary('toolkit');
  await expect(library.search({ unlike: ['a'] })).rejects.toThrow(TypeError);
  await expect(library.search({ text: 'a' }, { diversity: 2 })).rejects.toThrow(RangeError);
  await expect(library.search({ item: 'a' }, { words: true })).rejects.toThrow(/`text`/);
  await expect(library.duplicates({ threshold: 2 })).rejects.toThrow(RangeError);
  await expect(library.duplicates({ level: 'exact' as 'same' })).rejects.toThrow(TypeError);
  await onsight.deleteLibrary('toolkit');
});
