import { afterEach, expect, test, vi } from 'vitest';
import type { IndexedStore } from '../../store/indexed-store.ts';
import { deleteStore } from '../../store/database/open-database.ts';
import { openIndexedStore } from '../../store/open-store.ts';
import { RowBlock } from '../../store/format/row-block.ts';
import { WordIndex } from './word-index.ts';

const name = `words ${crypto.randomUUID()}`;
const opened: IndexedStore[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await deleteStore(name);
});

async function open(): Promise<IndexedStore> {
  const store = await openIndexedStore(name, { dims: 2, durability: 'relaxed' });
  opened.push(store);
  return store;
}

const row = (id: string, caption: string) => ({ id, vector: [1, 0.5], metadata: { caption } });

async function find(index: WordIndex, text: string): Promise<readonly string[]> {
  const hits = await index.search(text, { modality: 'image', among: undefined, limit: 5_000 });
  return hits.map(({ id }) => id);
}

test('sees writes, changes, moves and deletes of another tab in the next search', async () => {
  const [own, other] = [await open(), await open()];
  const index = new WordIndex(own);
  expect(await find(index, 'giraffe')).toEqual([]);
  await other.add(row('a', 'a giraffe'));
  expect(await find(index, 'giraffe')).toEqual(['a']);
  await other.addMany([row('b', 'two giraffes'), row('c', 'a zebra'), row('d', 'giraffe and zebra')]);
  expect([...(await find(index, 'giraffe'))].sort()).toEqual(['a', 'b', 'd']);
  await other.update('a', { metadata: { caption: 'an okapi' } });
  expect([...(await find(index, 'giraffe'))].sort()).toEqual(['b', 'd']);
  expect(await find(index, 'okapi')).toEqual(['a']);
  // Moved to another segment before the next search.
  await other.delete(['b']);
  await other.update('d', { metadata: { caption: 'only a zebra' } });
  await other.compact();
  expect(await find(index, 'giraffe')).toEqual([]);
  expect([...(await find(index, 'zebra'))].sort()).toEqual(['c', 'd']);
  await other.delete('c');
  await other.add(row('c', 'a giraffe once more'));
  expect(await find(index, 'giraffe')).toEqual(['c']);
  await other.clear();
  expect(await find(index, 'zebra')).toEqual([]);
  await other.add(row('c', 'zebra'));
  expect(await find(index, 'zebra')).toEqual(['c']);
});

test('reads a recreated database again', async () => {
  const own = await open();
  const index = new WordIndex(own);
  await own.add(row('a', 'giraffe'));
  expect(await find(index, 'giraffe')).toEqual(['a']);
  await deleteStore(name);
  const other = await open();
  await other.add(row('b', 'giraffe'));
  // The first call afterwards reports it.
  await find(index, 'giraffe').catch(() => undefined);
  expect(await find(index, 'giraffe')).toEqual(['b']);
});

test('finds earlier writes in searches concurrent with writes', async () => {
  const store = await open();
  const index = new WordIndex(store);
  const found = Array.from({ length: 60 }, async (_, i) => {
    await store.add(row(`r${i}`, `word${i}x`));
    return find(index, `word${i}x`);
  });
  expect(await Promise.all(found)).toEqual(Array.from({ length: 60 }, (_, i) => [`r${i}`]));
});

test('reads each row only as often as merges move it, in 2,000 adds with searches', async () => {
  const store = await open();
  const index = new WordIndex(store);
  const read = vi.spyOn(RowBlock.prototype, 'record');
  for (let i = 0; i < 2_000; i += 1) {
    await store.add(row(`r${i}`, `giraffe number${i}x`));
    expect(await find(index, `number${i}x`)).toEqual([`r${i}`]);
  }
  console.log(`${read.mock.calls.length} rows read`);
  expect(read.mock.calls.length).toBeGreaterThanOrEqual(2_000);
  // Reading all rows each time would be 2,001,000.
  expect(read.mock.calls.length).toBeLessThan(30_000);
  expect(await find(index, 'giraffe')).toHaveLength(2_000);
});

const named = (name: string, more: Readonly<Record<string, string | string[]>> = {}) => ({
  id: name,
  vector: [1, 0.5],
  metadata: { name, ...more },
});

test('finds files by parts of their names, an exact name first', async () => {
  const store = await open();
  const index = new WordIndex(store);
  await store.addMany(
    [
      'DSC01273.png',
      'DSC01274.png',
      'IMG_1234.png',
      'IMG_1234.jpg',
      'IMG_1234 (1).jpg',
      'IMG_12345.jpg',
      'stack-of-pancakes.jpg',
      'stack-of-books-with-flowers.jpg',
      'route-66-road-sign.jpg',
      'two-giraffes-in-savanna.jpg',
      'MyHTMLPage2Final.png',
      '학점인정.png'.normalize('NFD'),
      '학점인정2.png'.normalize('NFD'),
      'Müllers Gärten Café.png'.normalize('NFD'),
      'Straße.png',
      'İstanbul.png',
      'ＤＳＣ０５５５.png',
      '🐶.png',
      'v1.0-final',
    ].map((name) => named(name)),
  );
  const first = async (text: string): Promise<string | undefined> => (await find(index, text))[0]?.normalize('NFC');
  for (const [query, name] of [
    ['1273', 'DSC01273.png'],
    ['01273', 'DSC01273.png'],
    ['dsc01273.png', 'DSC01273.png'],
    ['DSC01273', 'DSC01273.png'],
    ['dsc1273', 'DSC01273.png'],
    ['dsc 1273', 'DSC01273.png'],
    ['ｄｓｃ０１２７３', 'DSC01273.png'],
    ['555', 'ＤＳＣ０５５５.png'],
    ['IMG_1234.png', 'IMG_1234.png'],
    ['img_1234.jpg', 'IMG_1234.jpg'],
    ['IMG_1234 (1)', 'IMG_1234 (1).jpg'],
    ['img 12345', 'IMG_12345.jpg'],
    ['stack-of-pancakes', 'stack-of-pancakes.jpg'],
    ['Stack_of_Pancakes.JPG', 'stack-of-pancakes.jpg'],
    ['stack of pancakes', 'stack-of-pancakes.jpg'],
    ['pancake', 'stack-of-pancakes.jpg'],
    ['route-66-road-sign', 'route-66-road-sign.jpg'],
    ['route 66', 'route-66-road-sign.jpg'],
    ['giraffe', 'two-giraffes-in-savanna.jpg'],
    ['html', 'MyHTMLPage2Final.png'],
    ['html page', 'MyHTMLPage2Final.png'],
    ['myhtmlpage2final', 'MyHTMLPage2Final.png'],
    ['학점인정', '학점인정.png'],
    ['학점인정2', '학점인정2.png'],
    ['학점', '학점인정.png'],
    ['gärten', 'Müllers Gärten Café.png'],
    ['garten', 'Müllers Gärten Café.png'],
    ['STRASSE', 'Straße.png'],
    ['istanbul', 'İstanbul.png'],
    ['🐶', '🐶.png'],
    ['v1.0', 'v1.0-final'],
  ] as const)
    expect([query, await first(query)]).toEqual([query, name]);
  expect(await find(index, 'IMG_1234')).toHaveLength(3);
  expect(await find(index, 'png')).toEqual([]);
});

test('indexes titles, keywords, descriptions, folders and cameras, and highlights matches in decomposed text', async () => {
  const store = await open();
  const index = new WordIndex(store);
  const description = 'Müllers Gärten im Frühling'.normalize('NFD');
  await store.addMany([
    named('a.jpg', { keywords: ['Meer', 'Ferien am Meer'], title: 'Sommer' }),
    named('b.jpg', { description, folder: 'Ferien/Österreich', camera: 'Canon EOS 5D', lens: 'Summilux 50' }),
    named('c.jpg', { caption: 'a photo of two cups' }),
    named('photo.jpg'),
  ]);
  const highlightsOf = async (text: string): Promise<unknown> =>
    (await index.search(text, { modality: 'image', among: undefined, limit: 9 })).map(({ id, highlights }) => [
      id,
      highlights(),
    ]);
  expect(await highlightsOf('meer')).toEqual([
    [
      'a.jpg',
      [
        { field: 'keywords', entry: 0, start: 0, end: 4 },
        { field: 'keywords', entry: 1, start: 10, end: 14 },
      ],
    ],
  ]);
  const start = description.indexOf('G');
  expect(await highlightsOf('GARTEN')).toEqual([
    ['b.jpg', [{ field: 'description', start, end: description.indexOf(' im') }]],
  ]);
  expect(await highlightsOf('österreich')).toEqual([['b.jpg', [{ field: 'folder', start: 7, end: 17 }]]]);
  expect(await find(index, 'canon 5d')).toEqual(['b.jpg']);
  expect(await find(index, 'summilux')).toEqual(['b.jpg']);
  expect(await highlightsOf('cup')).toEqual([['c.jpg', [{ field: 'caption', start: 15, end: 19 }]]]);
  // A caption's "a photo of" is not about the image; a name that says "photo" is meant.
  expect(await find(index, 'photo')).toEqual(['photo.jpg']);
  expect(await find(index, 'a photo of a cup')).toEqual(['c.jpg']);
  expect(await find(index, 'cup photos')).toEqual(['c.jpg']);
});
