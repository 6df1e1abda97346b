import { afterAll, beforeAll, expect, test } from 'vitest';
import { toLineMetadata, type NewLine } from '../../sample/placed-line.ts';
import { deleteStore } from '../../store/database/open-database.ts';
import { openIndexedStore } from '../../store/open-store.ts';
import { colourModel, colourImage, reader } from '../testdata/colour-model.ts';
import type { Hit } from '../search/query.ts';
import { openLibrary } from '../open-library.ts';

const name = `lines ${crypto.randomUUID()}`;
const library = await openLibrary(name, { embedder: colourModel(), images: reader });
afterAll(async () => {
  await library.close();
  await deleteStore(name);
});

/** Corners of a line, in tenths of the image. */
const quadAt = (top: number): NewLine['quad'] => [
  [0.1, top / 10],
  [0.9, top / 10],
  [0.9, (top + 1) / 10],
  [0.1, (top + 1) / 10],
];
const read = (...texts: string[]): NewLine[] =>
  texts.map((text, i) => ({ text, confidence: 0.9, quad: quadAt(2 * i) }));
const said = (...texts: string[]): NewLine[] =>
  texts.map((text, i) => ({ text, confidence: 0.9, range: { startS: 10 * i, endS: 10 * i + 8 } }));

const items = {
  ticket: toLineMetadata('ocr', read('Boarding pass', '4031 7756 2208', 'Gate closes 10:25'), 'test 1'),
  clock: toLineMetadata('ocr', read('Whattimeisit?', 'The time is ten'), 'test 1'),
  island: toLineMetadata('ocr', read('A timeisland ferry', 'µmol/L 3.10-5.80'), 'test 1'),
  page: toLineMetadata('ocr', read('我還沒有聽過這個故事', '第二行'), 'test 1'),
  talk: toLineMetadata(
    'transcript',
    said('Welcome everybody', 'ask not what your country', 'can do for you'),
    'test 1',
  ),
} as const;

beforeAll(async () => {
  const files = await Promise.all(
    Object.keys(items).map((each, i) => colourImage([0, 0, 200 + 10 * i], `${each}.png`)),
  );
  const given = Object.values(items).map((metadata, i) => ({ file: files[i] ?? new Blob(), metadata }));
  expect((await library.add(given)).added).toHaveLength(5);
  const both = { kind: 'image', source: await colourImage([250, 250, 250], 'both.png') } as const;
  await library.add([{ parts: [both, { kind: 'text', text: 'a lighthouse at dusk' }] }]);
});

/** Hits that are there for their words. */
async function search(text: string): Promise<readonly Hit[]> {
  return (await library.search({ text })).filter(({ keywords }) => keywords !== undefined);
}

async function find(text: string): Promise<readonly (readonly [unknown, unknown])[]> {
  return (await search(text)).map(({ metadata, lines = [] }) => [metadata['name'], lines[0]?.text]);
}

test.each([
  ['7756 2208', 'ticket.png', '4031 7756 2208'],
  ['77562208', 'ticket.png', '4031 7756 2208'],
  ['gate closes', 'ticket.png', 'Gate closes 10:25'],
  ['3.10-5.80', 'island.png', 'µmol/L 3.10-5.80'],
  ['还没有听过', 'page.png', '我還沒有聽過這個故事'],
  ['聽過', 'page.png', '我還沒有聽過這個故事'],
  ['your country', 'talk.png', 'ask not what your country'],
])('finds the line that holds %j', async (text, file, line) => {
  expect((await find(text))[0]).toEqual([file, line]);
});

test('a hit says where its line is: in the image, or when', async () => {
  const [ticket] = await search('77562208');
  expect(ticket?.lines).toEqual([{ field: 'ocr', entry: 1, text: '4031 7756 2208', confidence: 0.9, quad: quadAt(2) }]);
  expect(ticket?.highlights).toEqual([{ field: 'ocr', entry: 1, start: 5, end: 14 }]);
  expect(ticket?.part).toMatchObject({ kind: 'image', region: { x: 0.1, y: 0.2 } });
  const [talk] = await search('country');
  expect(talk?.part).toEqual({ kind: 'audio', range: { startS: 10, endS: 18 } });
});

test('letters within words are found after whole words, and a quoted phrase only in its line', async () => {
  expect((await find('time is')).map(([file]) => file)).toEqual(['clock.png', 'island.png']);
  expect(await find('"time is"')).toEqual([['clock.png', 'The time is ten']]);
  expect(await find('"is time"')).toEqual([]);
  for (const text of ['i', '1', 'b']) expect(await find(text), text).toEqual([]);
});

test('words of an item of image and text are found under both modalities', async () => {
  for (const modality of ['image', 'text'] as const) {
    const hits = await library.search({ text: 'lighthouse' }, { modalities: [modality] });
    expect(hits[0]?.metadata['name'], modality).toBe('both.png');
    expect(hits[0]?.keywords).toEqual(['lighthouse']);
    expect(hits[0]?.part.kind).toBe(modality);
  }
});

test('lines survive export and import, and deleting and restoring', async () => {
  const [hit] = await search('77562208');
  const deleted = await library.deleteRestorably([hit?.id ?? '']);
  expect(await find('77562208')).toEqual([]);
  await library.restore(deleted);
  expect((await search('77562208'))[0]).toEqual(hit);
  const store = await openIndexedStore(name, { dims: 4, model: 'colours@1' });
  const copyName = `${name} copy`;
  const copy = await openIndexedStore(copyName, { dims: 4, model: 'colours@1' });
  await copy.import(await store.export());
  await Promise.all([store.close(), copy.close()]);
  const imported = await openLibrary(copyName, { embedder: colourModel(), images: reader });
  expect((await imported.search({ text: '77562208' })).find(({ lines }) => lines !== undefined)?.lines).toEqual(
    hit?.lines,
  );
  await imported.close();
  await deleteStore(copyName);
});
