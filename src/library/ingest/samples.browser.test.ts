import { expect, test } from 'vitest';
import { colourModel, colours, colourImage, reader } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';
import type { IngestItem } from './ingest.ts';

const { basic, openFresh, open } = useLibrary();

/** Squares of the colours side by side; as a whole it has none of these colours. */
async function strip(names: readonly string[], name = 'strip.png', side = 8): Promise<File> {
  const canvas = new OffscreenCanvas(side * names.length, side);
  const context = canvas.getContext('2d');
  names.forEach((colour, i) => {
    if (context !== null) context.fillStyle = `rgb(${(colours[colour] ?? []).join(' ')})`;
    context?.fillRect(i * side, 0, side, side);
  });
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' });
}

test('stores an image and a text as one item, and names the part that matched', async () => {
  const library = await openFresh();
  const image = basic[2] ?? new Blob();
  const sample = {
    parts: [
      { kind: 'image', source: image },
      { kind: 'text', text: 'red' },
    ],
    metadata: { year: 2024 },
  } as const;
  const { added } = await library.add([sample]);
  expect(added).toHaveLength(1);
  expect(await library.count()).toBe(1);
  expect(await library.get(added[0] ?? '')).toMatchObject({
    modality: 'image',
    metadata: { name: 'blue.png', text: 'red', year: 2024, width: 6 },
  });
  const [byImage] = await library.search({ text: 'blue' }, { modality: 'image' });
  expect(byImage).toMatchObject({ id: added[0], part: { kind: 'image' } });
  const [byText] = await library.search({ text: 'red' }, { modality: 'text', words: false });
  expect(byText).toMatchObject({ id: added[0], modality: 'image', part: { kind: 'text' } });
  expect((await library.add([sample])).skipped).toEqual(added);
  // The image alone is another item.
  expect((await library.add([image as File])).added).not.toEqual(added);
});

test('keeps several texts and images of a sample', async () => {
  const library = await openFresh();
  const parts = [
    { kind: 'text', text: 'green' },
    { kind: 'image', source: basic[0] ?? new Blob() },
    { kind: 'image', source: new ImageData(new Uint8ClampedArray([0, 0, 255, 255]), 1) },
    { kind: 'text', text: 'yellow' },
  ] as const;
  const { added } = await library.add([{ parts }]);
  expect(await library.get(added[0] ?? '')).toMatchObject({
    modality: 'text',
    metadata: { text: ['green', 'yellow'], name: 'red.png' },
  });
  const partOf = async (text: string, modality: 'image' | 'text'): Promise<unknown> =>
    (await library.search({ text }, { modality, words: false }))[0]?.part;
  expect(await partOf('blue', 'image')).toEqual({ kind: 'image', index: 1 });
  expect(await partOf('red', 'image')).toEqual({ kind: 'image' });
  expect(await partOf('yellow', 'text')).toEqual({ kind: 'text', index: 1 });
});

test('stores pixels that have no file', async () => {
  const library = await openFresh();
  const pixels = new ImageData(new Uint8ClampedArray([0, 255, 0, 255]), 1);
  const item = { parts: [{ kind: 'image', source: pixels }] } as const;
  const { added } = await library.add([item, item]);
  expect(added).toHaveLength(1);
  expect((await library.get(added[0] ?? ''))?.metadata).toEqual({ width: 1, height: 1 });
});

test("finds an object in a panorama's corner, and names the square", async () => {
  const library = await openFresh();
  const wide = await strip(['white', 'white', 'white', 'white', 'green']);
  const { added } = await library.add([wide, ...basic.filter(({ name }) => name !== 'green.png')]);
  expect(await library.count()).toBe(5);
  const [hit] = await library.search({ text: 'green' });
  expect(hit?.id).toBe(added[0]);
  expect(hit?.part).toEqual({ kind: 'image', region: { x: 0.8, y: 0, width: 0.2, height: 1 } });
  expect(hit?.score).toBeCloseTo(1, 3);
  const [turned] = await library.search({ item: added[0] ?? '' });
  expect(turned?.id).not.toBe(added[0]);
});

test('deletes a panorama with its squares, and restores them', async () => {
  const library = await openFresh();
  const { added } = await library.add([await strip(['white', 'white', 'white', 'green'])]);
  const deleted = await library.deleteRestorably(added);
  expect(await library.search({ text: 'green' })).toEqual([]);
  expect(await library.restore(deleted)).toBe(1);
  expect((await library.search({ text: 'green' }))[0]?.part).toMatchObject({ region: { x: 0.75 } });
});

test('embeds squares and texts again for another model', async () => {
  const library = await openFresh();
  const wide = await strip(['white', 'white', 'white', 'green'], 'wide.png');
  await library.add([
    {
      parts: [
        { kind: 'image', source: wide },
        { kind: 'text', text: 'red' },
      ],
    },
    ...basic.slice(0, 1),
  ]);
  await library.close();
  const { colourModel } = await import('../testdata/colour-model.ts');
  const next = colourModel();
  const other = await open({ ...next, info: { ...next.info, space: 'colours@2' } });
  expect(await other.status()).toMatchObject({ totalItems: 2, doneItems: 0, isCurrent: false });
  expect(await other.reindex()).toEqual({ reindexed: 2, failed: [] });
  expect(await other.status()).toMatchObject({ totalItems: 2, doneItems: 2, isCurrent: true });
  expect((await other.search({ text: 'green' }))[0]?.part).toMatchObject({ region: { x: 0.75 } });
  expect((await other.search({ text: 'red' }, { modality: 'text', words: false }))[0]?.part).toEqual({ kind: 'text' });
});

test.each(['audio', 'video'] as const)('reports a part of the kind %s as unsupported', async (kind) => {
  const library = await openFresh();
  const file = new File(['x'], 'take.bin');
  const { added, failed } = await library.add([
    { parts: [{ kind, source: file }], metadata: { folder: 'Takes' } },
    ...basic.slice(0, 1),
  ]);
  expect(added).toHaveLength(1);
  expect(failed).toMatchObject([{ name: 'take.bin', folder: 'Takes', code: 'unsupported-media', reason: 'no-reader' }]);
  expect(failed[0]?.message).toContain(kind);
});

test('fails only the sample that has an unreadable part', async () => {
  const library = await openFresh();
  const broken = new File(['not an image'], 'broken.png');
  const { added, failed } = await library.add([
    {
      parts: [
        { kind: 'text', text: 'red' },
        { kind: 'image', source: broken },
      ],
    },
    await colourImage([1, 2, 3], 'fine.png'),
  ]);
  expect(added).toHaveLength(1);
  expect(failed).toMatchObject([{ name: 'broken.png', code: 'image-unreadable' }]);
});

test("uses the hash of a lone file's bytes as the item's id", async () => {
  const library = await openFresh();
  const file = basic[0] ?? new File([], '');
  const { added } = await library.add([{ parts: [{ kind: 'image', source: file }] }]);
  expect(await reader.hash(file)).toContain(added[0]);
});

test('stores the embedding that comes with a file; of another space, the model embeds the file', async () => {
  const model = colourModel();
  const library = await openFresh(model);
  const [red, green] = basic;
  const vector = Float32Array.of(0, 0, 1, 0.01);
  const sample = (source: Blob | undefined, space: string): IngestItem => ({
    parts: [{ kind: 'image', source: source ?? new Blob() }],
    embedding: { space, vector },
  });
  await library.add([sample(red, 'colours@1'), sample(green, 'colours@2')]);
  expect(model.batches).toEqual([1]);
  const names = async (text: string): Promise<unknown> =>
    (await library.search({ text }, { words: false }))[0]?.metadata['name'];
  expect([await names('blue'), await names('green')]).toEqual(['red.png', 'green.png']);
});

test('rejects an embedding that has too few numbers', async () => {
  const library = await openFresh();
  const embedding = { space: 'colours@1', vector: Float32Array.of(1) };
  const given = { parts: [{ kind: 'image', source: basic[0] ?? new Blob() }], embedding } as const;
  await expect(library.add([given])).rejects.toThrow('Expected the embedding of red.png to have 4 numbers, got 1.');
});
