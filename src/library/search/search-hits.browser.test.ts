import { expect, test } from 'vitest';
import type { LibraryService } from '../library-service.ts';
import type { Hit } from './query.ts';
import { nameOf, colourImage, shades } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';

const { basic, open, openFresh } = useLibrary();

const names = (hits: readonly Pick<Hit, 'metadata'>[]): unknown[] => hits.map(nameOf);

async function idOf(library: LibraryService, name: string): Promise<string> {
  return (await library.list({ filter: { name } }))[0]?.id ?? '';
}

async function setCaption(library: LibraryService, name: string, caption: string): Promise<void> {
  const item = await library.get(await idOf(library, name));
  await library.update(item?.id ?? '', { ...item?.metadata, caption });
}

test('finds words of captions once they are written, also in another tab, until they are deleted', async () => {
  const library = await openFresh();
  const other = await open();
  await library.add(basic);
  const query = { text: 'giraffe' };
  expect((await library.search(query)).some(({ words }) => words !== undefined)).toBe(false);
  await setCaption(library, 'blue.png', 'Two Giraffes <img src=x onerror=alert(1)>');
  for (const each of [library, other]) {
    const hits = await each.search(query);
    expect(hits).toHaveLength(5);
    const held = hits.filter(({ words }) => words !== undefined);
    expect(held).toMatchObject([
      {
        metadata: { name: 'blue.png' },
        words: ['giraffe'],
        highlights: [{ field: 'caption', start: 4, end: 12 }],
      },
    ]);
    expect(held[0]?.relevance).toBeGreaterThanOrEqual(0.6);
    expect(hits.map(({ relevance = NaN }) => relevance)).toEqual(
      hits.map(({ relevance = NaN }) => relevance).sort((a, b) => b - a),
    );
  }
  expect((await library.search(query, { words: false })).some(({ words }) => words !== undefined)).toBe(false);
  const told = new Promise<void>((resolve) => other.onChange(resolve));
  await setCaption(library, 'blue.png', '雪地里的老虎');
  expect((await library.search(query)).some(({ words }) => words !== undefined)).toBe(false);
  await told;
  expect((await other.search(query)).some(({ words }) => words !== undefined)).toBe(false);
  const [tiger] = await other.search({ text: '老虎' }, { filter: { name: 'blue.png' } });
  expect(tiger).toMatchObject({ words: ['老虎'] });
  await other.delete([await idOf(other, 'blue.png')]);
  expect(names(await other.search({ text: '老虎' }, { words: true }))).not.toContain('blue.png');
  expect(names(await library.search({ text: '老虎' }, { words: true }))).not.toContain('blue.png');
});

test('matches prefixes and typos in texts and names, within a filter', async () => {
  const library = await openFresh();
  await library.add(basic);
  await setCaption(library, 'blue.png', 'a crocodile by the river');
  for (const [text, isGuess] of [
    ['croco', true],
    ['crocodlie', true],
    ['river crocodile', false],
  ] as const) {
    const held = (await library.search({ text })).filter(({ words }) => words !== undefined);
    expect(names(held)).toEqual(['blue.png']);
    // A guessed word alone is not a match.
    expect((held[0]?.relevance ?? 0) < 0.5).toBe(isGuess);
  }
  expect((await library.search({ text: 'crocodile' }, { filter: { name: 'red.png' } }))[0]?.words).toBeUndefined();
  expect((await library.search({ text: 'yellow' }))[0]).toMatchObject({ words: ['yellow'] });
  await library.addTexts(['A quiet harbour', 'The old lighthouse']);
  const [text] = await library.search({ text: 'lighthouse' }, { modality: 'text' });
  expect(text).toMatchObject({ metadata: { text: 'The old lighthouse' }, words: ['lighthouse'] });
});

test('returns each group once with its best hit, size and members', async () => {
  const library = await openFresh();
  const inAlbum = (files: readonly File[], album: string): { file: File; metadata: { album: string } }[] =>
    files.map((file) => ({ file, metadata: { album } }));
  // Thirty different hues, because equal rows may differ by 2e-5 after a merge in the background.
  await library.add(inAlbum(await shades([250, 60, 0], 30, 'r'), 'reds'));
  await library.add(inAlbum(await shades([0, 250, 20], 4, 'g'), 'greens'));
  await library.add(basic.slice(2, 4));
  const groupBy = { field: 'album', members: 2 };
  const plain = await library.search({ text: 'red' }, { limit: 100 });
  const hits = await library.search({ text: 'red' }, { limit: 3, groupBy });
  expect(hits[0]?.id).toBe(plain[0]?.id);
  expect(hits[0]?.group).toMatchObject({ value: 'reds', size: 30 });
  expect(hits[0]?.group?.members.map(({ id }) => id)).toEqual(plain.slice(0, 2).map(({ id }) => id));
  const rest = await library.search({ text: 'red' }, { limit: 3, groupBy: 'album', after: hits });
  const all = [...hits, ...rest];
  expect(all.map(({ group }) => [group?.value, group?.size])).toEqual(
    expect.arrayContaining([
      ['reds', 30],
      ['greens', 4],
      [undefined, 1],
      [undefined, 1],
    ]),
  );
  expect(all).toHaveLength(4);
});

test('groups and filters names regardless of Unicode form and case, and stores them unchanged', async () => {
  const library = await openFresh();
  const folders = [
    'Ferien/Österreich',
    'Ferien/Österreich'.normalize('NFD'),
    'ferien/ÖSTERREICH',
    'Ferien/Österrreich',
  ];
  const files = await shades([200, 100, 50], folders.length, 'a');
  await library.add(files.map((file, i) => ({ file, metadata: { folder: folders[i] ?? '' } })));
  const hits = await library.search({ text: 'red' }, { groupBy: { field: 'folder', members: 9 }, words: false });
  expect(hits.map(({ group }) => group?.size).sort()).toEqual([1, 3]);
  expect(hits.find(({ group }) => group?.size === 3)?.group?.members).toHaveLength(3);
  const page = await library.search({ text: 'red' }, { groupBy: 'folder', limit: 1, words: false });
  expect(await library.search({ text: 'red' }, { groupBy: 'folder', after: page, words: false })).toHaveLength(1);
  for (const folder of folders.slice(0, 3)) {
    const items = await library.list({ filter: { folder } });
    expect(items.map(({ metadata }) => metadata['folder']).sort()).toEqual(folders.slice(0, 3).sort());
  }
});

test('returns each item once over all pages, also if items are added and deleted between them', async () => {
  const library = await openFresh();
  await library.add(await shades([200, 100, 50], 40, 'a'));
  await setCaption(library, 'a-39.png', 'green');
  const before = await library.search({ text: 'green' }, { limit: 100 });
  const seen = [...(await library.search({ text: 'green' }, { limit: 10 }))];
  expect(seen.map(({ id }) => id)).toEqual(before.slice(0, 10).map(({ id }) => id));
  await library.add(await shades([0, 255, 0], 5, 'new'));
  await library.delete([seen[0]?.id ?? '', before[15]?.id ?? '']);
  for (let page = seen.slice(); page.length > 0;) {
    page = [...(await library.search({ text: 'green' }, { limit: 10, after: seen }))];
    seen.push(...page);
  }
  const ids = seen.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const expected = before.map(({ id }) => id).filter((id) => id !== before[15]?.id);
  expect(ids).toEqual(expect.arrayContaining(expected));
  expect(ids).toHaveLength(39 + 5);
});

test('brings forward different items in diversified results', async () => {
  const library = await openFresh();
  await library.add([...(await shades([255, 30, 0], 20, 'r')), ...basic]);
  const plain = names(await library.search({ text: 'red' }, { limit: 4 }));
  const varied = names(await library.search({ text: 'red' }, { limit: 4, diversity: 0.6 }));
  expect(varied[0]).toBe(plain[0]);
  expect(plain).not.toContain('blue.png');
  expect(varied).toEqual(expect.arrayContaining(['green.png', 'blue.png']));
});

test('searches by examples, with and without text, and leaves out the examples', async () => {
  const library = await openFresh();
  await library.add([
    ...basic,
    await colourImage([0, 200, 255], 'cyan.png'),
    await colourImage([255, 0, 255], 'magenta.png'),
  ]);
  const [red, blue, yellow] = await Promise.all(['red', 'blue', 'yellow'].map((name) => idOf(library, `${name}.png`)));
  const like = [red ?? '', blue ?? ''];
  expect(names(await library.search({ like }))[0]).toBe('magenta.png');
  const towardsYellow = names(await library.search({ like: [yellow ?? ''] }));
  const lessRed = names(await library.search({ like: [yellow ?? ''], unlike: [red ?? ''], weights: { unlike: 0.6 } }));
  expect(towardsYellow.indexOf('green.png')).toBeGreaterThanOrEqual(0);
  expect(lessRed[0]).toBe('green.png');
  for (const shown of [towardsYellow, lessRed]) expect(shown).not.toContain('yellow.png');
  const words = await library.search({ text: 'blue', unlike: [red ?? ''] });
  expect(names(words)[0]).toBe('blue.png');
  expect(words.every(({ relevance = NaN }) => relevance >= 0 && relevance <= 1)).toBe(true);
  await expect(library.search({ like: ['nobody'] })).rejects.toMatchObject({ code: 'item-not-found' });
});

test('counts words for the wanted text and against the excluded text', async () => {
  const library = await openFresh();
  await library.add(basic);
  await setCaption(library, 'blue.png', 'a crocodile by the river');
  await setCaption(library, 'green.png', 'a crocodile with a giraffe');
  const plain = await library.search({ text: 'crocodile' });
  const held = plain.filter(({ words }) => words !== undefined);
  expect(names(held).sort()).toEqual(['blue.png', 'green.png']);
  for (const text of ['giraffe', 'Giraffes!']) {
    const hits = await library.search({ text: 'crocodile', unlike: [{ text }] });
    expect(hits).toHaveLength(plain.length);
    expect(hits[0]).toMatchObject({ metadata: { name: 'blue.png' }, words: ['crocodile'] });
    expect(hits[0]?.relevance).toBeGreaterThanOrEqual(0.5);
    expect(hits.find((hit) => nameOf(hit) === 'green.png')?.relevance).toBeLessThan(0.5);
    expect(hits.map(({ relevance = NaN }) => relevance)).toEqual(
      hits.map(({ relevance = NaN }) => relevance).sort((a, b) => b - a),
    );
    const pages = await library.search({ text: 'crocodile', unlike: [{ text }] }, { limit: 2 });
    const rest = await library.search({ text: 'crocodile', unlike: [{ text }] }, { after: pages });
    expect(names([...pages, ...rest])).toEqual(names(hits));
    const unworded = await library.search({ text: 'crocodile', unlike: [{ text }] }, { words: false });
    expect(unworded.every(({ words }) => words === undefined)).toBe(true);
  }
});

test('excludes texts from a search by image or item', async () => {
  const library = await openFresh();
  await library.add([...basic, await colourImage([255, 0, 255], 'magenta.png')]);
  const item = await idOf(library, 'magenta.png');
  for (const query of [{ item }, { image: await colourImage([255, 0, 255], 'other.png') }]) {
    const unlike = [{ text: 'red' }];
    const place = (hits: readonly Hit[]): number => names(hits).indexOf('red.png');
    const [free, kept] = [await library.search(query), await library.search({ ...query, unlike })];
    expect(place(kept)).toBeGreaterThan(place(free));
    expect(names(kept).sort()).toEqual(names(free).sort());
  }
});

/** Red blots on white, in the same places at every size. */
async function blots(size: number): Promise<File> {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, size, size);
  context.fillStyle = 'red';
  for (let i = 0; i < 9; i += 1) {
    context.beginPath();
    context.arc(((i * 0.37) % 1) * size, ((i * 0.61 + 0.1) % 1) * size, (0.04 + 0.015 * i) * size, 0, 7);
    context.fill();
  }
  return new File([await canvas.convertToBlob()], `blots-${String(size)}.png`, { type: 'image/png' });
}

test('groups copies, but not plain colours that the model cannot distinguish', async () => {
  const library = await openFresh();
  const copies = await Promise.all([300, 200, 150].map(blots));
  await library.add([...basic, ...(await shades([250, 0, 0], 3, 'r')), ...copies]);
  const groups = await library.duplicates({ threshold: 0.999 });
  expect(groups).toHaveLength(1);
  expect(groups[0]?.ids).toHaveLength(3);
  expect(groups[0]?.score).toBeGreaterThan(0.999);
  expect(await library.duplicates({ threshold: 0.999, filter: { name: { contains: 'green' } } })).toEqual([]);
  await expect(library.duplicates({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});
