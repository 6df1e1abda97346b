import { afterAll, beforeEach, expect, test } from 'vitest';
import { defineModality } from '../sample/modality.ts';
import { createOnsight } from './create-onsight.ts';

/** Powers of the first eight frequencies of a series. */
function spectrum(series: readonly number[]): Float32Array {
  return Float32Array.from({ length: 8 }, (_, k) => {
    const turn = (2 * Math.PI * k) / series.length;
    const real = series.reduce((sum, value, i) => sum + value * Math.cos(turn * i), 0);
    const imaginary = series.reduce((sum, value, i) => sum + value * Math.sin(turn * i), 0);
    return Math.hypot(real, imaginary) + 0.001;
  });
}

const wave = (frequency: number, phase = 0): readonly number[] =>
  Array.from({ length: 32 }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / 32 + phase));

const batches: number[] = [];
const sensor = defineModality({
  name: 'sensor',
  space: 'spectrum/1',
  dims: 8,
  read: (series: readonly number[]) => {
    if (series.length < 8) throw new RangeError(`Expected at least 8 readings, got ${String(series.length)}.`);
    return series;
  },
  encode: (all) => {
    batches.push(all.length);
    return all.map(spectrum);
  },
  describe: (series) => ({ readings: series.length }),
});

const urls = { workerUrl: '/fixtures/vitest-worker/worker.ts', assetsUrl: '/dist/assets/', modelsUrl: '/models/' };
const onsight = await createOnsight({ ...urls, modalities: [sensor] });
let library = await onsight.openLibrary('modalities');

beforeEach(async () => {
  await onsight.deleteLibrary('modalities');
  library = await onsight.openLibrary('modalities');
  batches.length = 0;
});

afterAll(async () => {
  await onsight.deleteLibrary('modalities');
  await onsight.dispose();
});

const image = async (name: string): Promise<File> =>
  new File([await (await fetch(`/samples/${name}.jpg`)).blob()], `${name}.jpg`, { type: 'image/jpeg' });

const machines = (): { readonly sensor: readonly number[]; readonly metadata: { readonly hertz: number } }[] =>
  [1, 2, 3, 4].map((hertz) => ({ sensor: wave(hertz), metadata: { hertz } }));

test('adds items of a modality and finds the nearest', async () => {
  const { added } = await library.add(machines());
  expect(added).toHaveLength(4);
  expect(batches).toEqual([4]);
  const [best, ...others] = await library.search({ sensor: wave(3, 1) });
  expect(best).toMatchObject({
    id: added[2],
    modality: 'custom:sensor',
    part: { kind: 'custom:sensor' },
    score: expect.closeTo(1, 3) as number,
    metadata: { hertz: 3, readings: 32 },
  });
  expect(others).toHaveLength(3);
  expect(await library.count()).toBe(4);
});

test('names the part of an item that has an image, too', async () => {
  await library.add([
    { image: await image('red-crab-on-sand'), sensor: wave(2), text: 'the crab', metadata: { station: 'beach' } },
    await image('white-duck-standing'),
    ...machines().slice(3),
  ]);
  const hits = await library.search({ sensor: wave(2) }, { filter: { station: 'beach' } });
  expect(hits.map(({ modality, part }) => [modality, part])).toEqual([['image', { kind: 'custom:sensor' }]]);
  const [crab] = await library.search({ text: 'a crab' }, { limit: 1 });
  expect(crab).toMatchObject({ metadata: { station: 'beach' }, part: { kind: 'image' } });
  const all = await library.search({ text: 'a crab' });
  expect(all.map(({ metadata }) => metadata['hertz'])).toEqual([undefined, undefined]);
});

test('has a relevance once there is enough to compare with', async () => {
  const few = [1, 2, 3, 4].flatMap((hertz) => ({ sensor: wave(hertz) }));
  await library.add(few);
  expect((await library.search({ sensor: wave(1) })).every((hit) => !('relevance' in hit))).toBe(true);
  expect(await library.search({ sensor: wave(1) }, { minRelevance: 0.01 })).toEqual([]);
  await library.add([5, 6, 7, 1.5].map((hertz) => ({ sensor: wave(hertz) })));
  const [best, next] = await library.search({ sensor: wave(1) });
  expect(best?.relevance).toBeGreaterThan(0.9);
  expect(next?.relevance).toBeLessThan(best?.relevance ?? 0);
});

test('finds items like a stored one', async () => {
  const { added } = await library.add([...machines(), { sensor: wave(2.2) }]);
  const hits = await library.search({ item: added[1] ?? '' }, { limit: 1 });
  expect(hits.map(({ id }) => id)).toEqual([added[4]]);
  expect((await library.search({ like: [added[1] ?? ''] }, { limit: 1 }))[0]?.id).toBe(added[4]);
  await expect(library.search({ item: added[1] ?? '', text: 'loud' })).rejects.toThrow('without a text');
});

test('skips content that is stored, and reports what its reader refuses', async () => {
  const first = await library.add(machines());
  const again = await library.add([{ sensor: [1, 2] }, ...machines(), { sensor: wave(5) }]);
  expect(again.skipped).toEqual(first.added);
  expect(again.added).toHaveLength(1);
  expect(again.failed).toMatchObject([
    {
      code: 'media-unreadable',
      reason: 'damaged',
      message: expect.stringContaining('at least 8 readings, got 2') as string,
    },
  ]);
});

test('is kept when the library is opened again, and when another model embeds it', async () => {
  await library.add([{ image: await image('red-crab-on-sand'), sensor: wave(2) }, ...machines()]);
  await using second = await createOnsight({ ...urls, hubUrl: '/hub/range/', modalities: [sensor] });
  const reopened = await second.openLibrary('modalities');
  expect(await reopened.search({ sensor: wave(4) }, { limit: 1 })).toMatchObject([{ metadata: { hertz: 4 } }]);
  const other = await second.openLibrary('modalities', { model: 'onsight-test/clip-tiny-patch8' });
  expect(await other.status()).toMatchObject({ totalItems: 5, doneItems: 4, isCurrent: false });
  expect(await other.search({ sensor: wave(4) }, { limit: 1 })).toMatchObject([{ metadata: { hertz: 4 } }]);
  expect(await other.reindex()).toEqual({ reindexed: 1, failed: [] });
  expect(await other.status()).toMatchObject({ totalItems: 5, doneItems: 5, isCurrent: true });
  const hits = await other.search({ sensor: wave(2) }, { limit: 2 });
  expect(hits.map(({ modality }) => modality).sort()).toEqual(['custom:sensor', 'image']);
});
