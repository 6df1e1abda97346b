import { afterAll, beforeAll, expect, test } from 'vitest';
import { chineseQueries, englishQueries } from '../../fixtures/demo-queries.ts';
import type { Hit, Library } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
});
let library: Library;

beforeAll(async () => {
  const samples = (await (await fetch('/samples/samples.json')).json()) as readonly { readonly file: string }[];
  await onsight.deleteLibrary('samples');
  library = await onsight.openLibrary('samples');
  // Under names that say nothing: what is found is found by how it looks.
  const files = samples.map(async ({ file }, i) => ({
    file: await (await fetch(`/samples/${file}`)).blob(),
    name: `${String(i)}.jpg`,
    metadata: { photo: file },
  }));
  await library.add(await Promise.all(files), { thumbnail: false });
}, 120_000);
afterAll(async () => {
  await onsight.deleteLibrary('samples');
  await onsight.dispose();
});

const photosOf = (hits: readonly Hit[]): readonly string[] => hits.map(({ metadata }) => String(metadata['photo']));
const search = async (text: string, limit = 66): Promise<readonly Hit[]> => library.search({ text }, { limit });

test.each([
  ['dog', ['dogs', 'Dog!', 'ｄｏｇ', '#dog', '"dog"', '(dog)', 'dog…', 'dog?', '“dogs”', ' DOG ', 'a dog']],
  ['狗', ['狗！', '「狗」', '＃狗']],
  ['猫', ['貓', '貓。']],
])('%s gives one list however it is typed', async (plain, typed) => {
  const expected = (await search(plain)).map(({ id, score, relevance }) => ({ id, score, relevance }));
  for (const text of typed)
    expect(
      (await search(text)).map(({ id, score, relevance }) => ({ id, score, relevance })),
      text,
    ).toEqual(expected);
});

test.each(['🐶', '🌻', '🥞', 'собака', 'いぬ', '개', 'كلب', 'कुत्ता', '!?', '👨‍👩‍👧'])(
  'a query that cannot be read finds nothing: %s',
  async (text) => {
    const { known, unknown } = await onsight.readable(text);
    expect(known).toEqual([]);
    expect(unknown.length).toBeGreaterThan(0);
    expect(await search(text)).toEqual([]);
  },
);

test('a query that cannot be read is found in metadata', async () => {
  const [first] = await library.list({ limit: 1 });
  await library.update(first?.id ?? '', { ...first?.metadata, title: 'собака' });
  expect((await search('собака')).map(({ id }) => id)).toEqual([first?.id]);
  await library.update(first?.id ?? '', first?.metadata ?? {});
});

test('a query that is read in part says which words are left out', async () => {
  expect(await onsight.readable('Dog 🐶 собака!')).toEqual({ known: ['dog'], unknown: ['🐶', 'собака'] });
  expect((await search('dog 🐶')).map(({ id }) => id)).toEqual((await search('dog')).map(({ id }) => id));
  expect((await onsight.readable('a golden retriever on grass')).unknown).toEqual([]);
  expect((await onsight.readable('雪地里的老虎')).unknown).toEqual([]);
  await expect(onsight.readable(' ')).rejects.toThrow(TypeError);
});

const dogs = ['golden-retriever-panting.jpg', 'german-shepherd-in-field.jpg', 'dachshund-on-a-path.jpg'];

test('what is excluded moves to the end, and order and relevance agree', async () => {
  const plain = photosOf(await search('animals', 30));
  expect(plain.some((photo) => dogs.includes(photo))).toBe(true);
  const hits = await library.search({ text: 'animals', unlike: [{ text: 'dog' }] }, { limit: 66 });
  expect(hits).toHaveLength(66);
  expect(photosOf(hits.slice(0, 20)).filter((photo) => dogs.includes(photo))).toEqual([]);
  const relevances = hits.map(({ relevance = NaN }) => relevance);
  expect(relevances).toEqual([...relevances].sort((a, b) => b - a));
  const [few, all] = [await library.search({ text: 'animals', unlike: [{ text: 'dog' }] }, { limit: 5 }), hits];
  expect(few.map(({ id }) => id)).toEqual(all.slice(0, 5).map(({ id }) => id));
  await expect(library.search({ text: 'animals', unlike: [{ text: '' }] })).rejects.toThrow(TypeError);
});

test('hits below the line are still there; minRelevance cuts them', async () => {
  const hits = await search('submarine', 5);
  expect(hits).toHaveLength(5);
  expect(await library.search({ text: 'submarine' }, { minRelevance: 0.5 })).toEqual([]);
});

interface Things {
  readonly present: readonly { readonly name: string; readonly photos: readonly string[] }[];
  readonly absent: readonly string[];
}
interface Words {
  readonly words: readonly { readonly en: string; readonly zh: string; readonly photos: readonly string[] }[];
}

test('at most a tenth of absent things have a match, and everyday words find their photos', async () => {
  const { absent } = (await (await fetch('/bench/search-quality/things.json')).json()) as Things;
  const best = await Promise.all(absent.map(async (name) => (await search(name, 1))[0]?.relevance ?? 0));
  expect(best.filter((relevance) => relevance >= 0.5).length / absent.length).toBeLessThanOrEqual(0.1);

  const { words } = (await (await fetch('/bench/search-quality/words.json')).json()) as Words;
  for (const [language, first, firstThree] of [
    ['en', 0.7, 0.85],
    ['zh', 0.7, 0.85],
  ] as const) {
    const found = await Promise.all(words.map(async (word) => photosOf(await search(word[language], 3))));
    const right = found.map((photos, i) => photos.map((photo) => words[i]?.photos.includes(photo)));
    expect(right.filter(([top]) => top).length / words.length, language).toBeGreaterThan(first);
    expect(right.filter((three) => three.includes(true)).length / words.length, language).toBeGreaterThan(firstThree);
  }
});

test.each([
  ['English', englishQueries, 0.9],
  ['Chinese', chineseQueries, 0.8],
] as const)(
  'by how they look alone, a right photo is among the first three of the %s queries of the demo',
  async (_, queries, least) => {
    const found = await Promise.all(
      queries.map(async ({ query, right }) => photosOf(await search(query, 3)).some((photo) => right.includes(photo))),
    );
    expect(found.filter(Boolean).length / queries.length).toBeGreaterThanOrEqual(least);
  },
);

test.each('birthday cake,traffic light,submarine,wedding,penguin,Christmas tree,asdfgh,qwertyuiop'.split(','))(
  'finds no match for absent things: %s',
  async (text) => {
    expect(await library.search({ text }, { minRelevance: 0.5 })).toEqual([]);
  },
);

// Of the astronaut and the rocket the starter knows too little by their looks: the names of the files say it.
test.each(['giraffe', 'rocket', 'astronaut'])(
  '%s is among the first three once files have their names',
  async (text) => {
    const all = await library.list({ limit: 66 });
    const item = all.find(({ metadata }) => String(metadata['photo']).includes(text));
    const { id, metadata } = item ?? expect.fail(`No sample shows a ${text}.`);
    await library.update(id, { ...metadata, name: String(metadata['photo']) });
    expect((await search(text, 3)).map((hit) => hit.id)).toContain(id);
    await library.update(id, metadata);
  },
);

/** Samples with people in them. */
const peopled = [
  'astronaut-portrait-orange-suit.jpg',
  'baseball-stadium-with-crowd.jpg',
  'drummers-at-night-festival.jpg',
  'mariachi-band-playing-guitars.jpg',
  'photographer-with-camera-on-tripod.jpg',
  'symphony-orchestra-on-stage.jpg',
  'whale-shark-aquarium-visitors.jpg',
  'woman-photographing-old-building.jpg',
];

test('people are looked for as a person is', async () => {
  const first = photosOf(await search('people', 6));
  expect(first).toEqual(photosOf(await search('person', 6)));
  expect(first.filter((photo) => peopled.includes(photo)).length).toBeGreaterThanOrEqual(4);
});
