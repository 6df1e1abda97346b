import { expect, test } from 'vitest';
import { nameOf, colourImage, reader, shades } from './testdata/colour-model.ts';
import { useLibrary } from './testdata/use-library.ts';

const { basic, open, openFresh } = useLibrary();

test('adds files and finds them by words, by image, by item, and after a reopen', async () => {
  const first = await openFresh();
  const { added, skipped, failed } = await first.add(basic);
  expect([added.length, skipped.length, failed.length]).toEqual([5, 0, 0]);
  expect(added.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(await reader.hash(basic[0] ?? new Blob())).toContain(added[0]);
  await first.close();
  const library = await open();
  expect((await library.search({ text: 'green' })).map(nameOf)[0]).toBe('green.png');
  const byPicture = await library.search({ image: await colourImage([250, 4, 3], 'query') });
  expect(byPicture.map(nameOf)[0]).toBe('red.png');
  const red = byPicture[0]?.id ?? '';
  const similar = await library.search({ item: red });
  expect(similar).toHaveLength(4);
  expect(similar.map(({ id }) => id)).not.toContain(red);
  expect(nameOf(similar[0] ?? { metadata: {} })).toBe('yellow.png');
  const bitmap = await createImageBitmap(basic[2] ?? new Blob());
  expect((await library.search({ image: bitmap })).map(nameOf)[0]).toBe('blue.png');
});

test('hits carry score, relevance, metadata and thumbnail', async () => {
  const library = await openFresh();
  await library.add([{ file: basic[0] ?? new Blob(), name: 'mine', metadata: { album: 'summer', width: 7 } }]);
  const [hit] = await library.search({ text: 'red' });
  expect(hit?.score).toBeCloseTo(1, 5);
  expect(hit?.relevance).toBeCloseTo(1 / (1 + Math.exp(-6)), 4);
  expect(hit?.metadata).toEqual({
    name: 'mine',
    type: 'image/png',
    bytes: basic[0]?.size,
    width: 7,
    height: 6,
    modifiedAt: new Date(1_700_000_000_000),
    album: 'summer',
  });
  expect((await createImageBitmap(hit?.thumbnail ?? new Blob())).width).toBe(6);
  const [bare] = await library.search({ text: 'red' }, { thumbnails: false });
  expect(bare).not.toHaveProperty('thumbnail');
  expect((await library.thumbnail(hit?.id ?? ''))?.type).toBe('image/png');
  expect(await library.get(hit?.id ?? '')).toMatchObject({ id: hit?.id, modality: 'image' });
  await library.clear();
  await library.add(basic, { thumbnail: false });
  expect((await library.list()).some((item) => item.thumbnail !== undefined)).toBe(false);
});

test('combines words and an image', async () => {
  const library = await openFresh();
  const more = await Promise.all(
    [...Array(20).keys()].map((i) =>
      colourImage([(i * 37) % 256, (i * 91) % 256, (i * 53) % 256], `n${String(i)}.png`),
    ),
  );
  await library.add([...basic, ...more]);
  const blue = await colourImage([0, 0, 250], 'blue');
  const magenta = await colourImage([255, 0, 255], 'magenta.png');
  await library.add([magenta]);
  const [best] = await library.search({ text: 'red', image: blue });
  expect(best && nameOf(best)).toBe('magenta.png');
  const [words] = await library.search({ text: 'red', image: blue, weight: 1 });
  expect(words && nameOf(words)).toBe('red.png');
  const [image] = await library.search({ text: 'red', image: blue, weight: 0 });
  expect(image && nameOf(image)).toBe('blue.png');
  const item = image?.id ?? '';
  const fromItem = await library.search({ text: 'red', item });
  expect(nameOf(fromItem[0] ?? { metadata: {} })).toBe('magenta.png');
  expect(fromItem.map(({ id }) => id)).not.toContain(item);
});

test.each([
  ['words', { text: 'red' }],
  ['a picture', { image: new ImageData(new Uint8ClampedArray([255, 10, 0, 255]), 1) }],
  ['both', { text: 'green', image: new ImageData(new Uint8ClampedArray([255, 10, 0, 255]), 1) }],
])('relevance of %s rises with the score and stays within 0 to 1; minRelevance cuts', async (_, query) => {
  const library = await openFresh();
  await library.add([...basic, ...(await shades([200, 100, 50], 30, 'd'))]);
  const hits = await library.search(query, { limit: 100 });
  expect(hits).toHaveLength(35);
  hits.forEach(({ relevance }, i) => {
    expect(relevance).toBeGreaterThanOrEqual(0);
    expect(relevance).toBeLessThanOrEqual(hits[i - 1]?.relevance ?? 1);
  });
  const cut = hits[10]?.relevance ?? 0;
  const few = await library.search(query, { limit: 100, minRelevance: cut });
  expect(few.map(({ id }) => id)).toEqual(hits.filter(({ relevance = NaN }) => relevance >= cut).map(({ id }) => id));
});

test('edges: empty library, limit past the end, deleted item, filters', async () => {
  const library = await openFresh();
  expect(await library.search({ text: 'red' })).toEqual([]);
  expect(await library.search({ image: basic[0] ?? new Blob() })).toEqual([]);
  expect(await library.search({ text: 'red', image: basic[0] ?? new Blob() })).toEqual([]);
  expect(await library.list()).toEqual([]);
  expect(await library.get('nobody')).toBeUndefined();
  expect(await library.thumbnail('nobody')).toBeUndefined();
  const { added } = await library.add(basic);
  expect(await library.search({ text: 'red' }, { limit: 1_000 })).toHaveLength(5);
  expect(await library.search({ item: added[0] ?? '' }, { limit: 5 })).toHaveLength(4);
  expect((await library.search({ text: 'red' }, { filter: { name: { contains: 'GREEN' } } })).map(nameOf)).toEqual([
    'green.png',
  ]);
  expect(await library.search({ text: 'red' }, { filter: { name: 'none' } })).toEqual([]);
  expect(await library.count({ bytes: { gt: 0 } })).toBe(5);
  expect(await library.delete(added.slice(0, 1))).toBe(1);
  await expect(library.search({ item: added[0] ?? '' })).rejects.toMatchObject({ code: 'item-not-found' });
  await expect(library.search({ item: added[0] ?? '', text: 'red' })).rejects.toMatchObject({ code: 'item-not-found' });
});

test('refuses a filter with an unknown operator', async () => {
  const library = await openFresh();
  await expect(library.search({ text: 'red' }, { filter: { a: { near: 1 } } })).rejects.toThrow(TypeError);
});

test('notifies of changes', async () => {
  const library = await openFresh();
  const other = await open();
  const told = new Promise<void>((resolve) => other.onChange(resolve));
  await library.add(basic);
  await told;
});

test('merges fields into metadata, removes those that are undefined, and leaves others to other writers', async () => {
  const library = await openFresh();
  const { added } = await library.add(basic);
  const [id = ''] = added;
  const before = (await library.get(id))?.metadata;
  await Promise.all([
    library.update(id, { caption: 'a lighthouse', draft: true }, { merge: true }),
    library.update(id, { text: 'EXIT' }, { merge: true }),
  ]);
  await library.update(id, { draft: undefined }, { merge: true });
  expect((await library.get(id))?.metadata).toEqual({ ...before, caption: 'a lighthouse', text: 'EXIT' });
});

test('restores deleted items with caption, words, order, thumbnail and rank', async () => {
  const library = await openFresh();
  const { added } = await library.add(basic);
  const [first = '', second = ''] = added;
  await library.update(first, { ...(await library.get(first))?.metadata, caption: 'a lighthouse at dawn' });
  const before = await library.list();
  const hits = await library.search({ text: 'lighthouse' });
  const deleted = await library.deleteRestorably([first, second, 'nobody']);
  expect([...deleted.ids].sort()).toEqual([first, second].sort());
  expect(await library.count()).toBe(3);
  expect((await library.search({ text: 'lighthouse' })).map(({ id }) => id)).not.toContain(first);
  expect(await library.restore(deleted)).toBe(2);
  const strip = (items: readonly { readonly thumbnail?: Blob }[]): unknown[] =>
    items.map(({ thumbnail, ...item }) => ({ ...item, bytes: thumbnail?.size }));
  expect(strip(await library.list())).toEqual(strip(before));
  expect((await library.search({ text: 'lighthouse' })).map(({ id }) => id)).toEqual(hits.map(({ id }) => id));
});

test('keeps one copy of a file added again before its undo, and restores a thousand items', async () => {
  const library = await openFresh();
  const { added } = await library.add(basic);
  const deleted = await library.deleteRestorably(added);
  expect((await library.add(basic.slice(0, 1))).added).toEqual(added.slice(0, 1));
  expect(await library.restore(deleted)).toBe(4);
  expect(await library.count()).toBe(5);
  const texts = Array.from({ length: 1_200 }, (_, i) => ({ text: `red ${String(i)}`, metadata: { i } }));
  const many = await library.addTexts(texts);
  const all = await library.deleteRestorably(many.added);
  expect(await library.count()).toBe(5);
  expect(await library.restore(all)).toBe(1_200);
  expect((await library.list({ limit: 2_000 })).slice(0, 1_200).map(({ metadata }) => metadata['i'])).toEqual(
    texts.map(({ metadata }) => metadata.i).reverse(),
  );
});
