import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';
import type { Hit } from '../library/search/query.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
const name = `videos ${crypto.randomUUID()}`;
const library = await onsight.openLibrary(name);
afterAll(async () => {
  await onsight.deleteLibrary(name);
  await onsight.dispose();
});

async function fileOf(path: string): Promise<File> {
  return new File([await (await fetch(path)).blob()], path.split('/').at(-1) ?? '');
}

const odd = (file: string): Promise<File> => fileOf(`/fixtures/odd-videos/${file}`);

let film = '';
const shares: number[] = [];

beforeAll(async () => {
  const photos = await Promise.all(
    ['red-panda-in-tree.jpg', 'stack-of-pancakes.jpg'].map((each) => fileOf(`/samples/${each}`)),
  );
  const { added, failed } = await library.add([await fileOf('/fixtures/films/sample-film.mp4'), ...photos], {
    onProgress: (event) => {
      if (event.phase === 'index') shares.push(event.doneBytes / event.totalBytes);
    },
  });
  expect(failed).toEqual([]);
  [film = ''] = added;
}, 180_000);

/** Middle of the moment that a hit names. */
function middleOf(hit: Hit | undefined): number {
  const range = hit !== undefined && 'range' in hit.part ? hit.part.range : undefined;
  return range === undefined ? NaN : (range.startS + range.endS) / 2;
}

test('adds a bare file as a video, with its facts and a thumbnail', async () => {
  expect(await library.count()).toBe(3);
  const item = await library.get(film);
  expect(item).toMatchObject({
    modality: 'video',
    metadata: { name: 'sample-film.mp4', width: 480, height: 270, durationS: 50 },
  });
  const bitmap = await createImageBitmap((await library.thumbnail(film)) ?? new Blob());
  expect(bitmap.width / bitmap.height).toBeCloseTo(16 / 9, 1);
});

test('reports how far a film has come, below 1 until it is stored', () => {
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(new Set(shares).size).toBeGreaterThan(5);
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});

test.each([
  ['a dog', 0],
  ['sailing boats in a harbour', 5],
  ['a white sports car', 10],
  ['一只猫', 15],
  ['a castle', 20],
  ['hens on a lawn', 25],
  ['埃及金字塔', 30],
  ['a sunflower', 35],
  ['sheep on a hillside', 40],
  ['an orchestra on a stage', 45],
])('finds the moment that shows "%s"', async (text, startS) => {
  const [hit] = await library.search({ text }, { modalities: ['video'] });
  expect(hit?.id).toBe(film);
  expect(hit?.part).toMatchObject({ kind: 'video', range: { startS: expect.any(Number) as unknown } });
  expect(middleOf(hit)).toBeGreaterThan(startS);
  expect(middleOf(hit)).toBeLessThan(startS + 5);
  const [best] = await library.search({ text }, { keywords: false });
  expect(best?.id).toBe(film);
});

test('begins and ends moments with the shots', async () => {
  for (const text of ['a castle', 'a sunflower', 'a dog']) {
    const [hit] = await library.search({ text }, { modalities: ['video'] });
    const range = hit?.part.kind === 'video' ? hit.part.range : undefined;
    expect((range?.startS ?? NaN) % 5, text).toBeCloseTo(0, 1);
  }
});

test('finds the moment by what is heard', async () => {
  for (const [text, startS] of [
    ['a dog barking', 0],
    ['church bells', 20],
    ['a rooster crowing', 25],
  ] as const) {
    const [hit] = await library.search({ text }, { modalities: ['audio'] });
    expect(hit?.id).toBe(film);
    expect(hit?.part.kind).toBe('audio');
    expect(Math.abs(middleOf(hit) - startS - 2.5), text).toBeLessThan(4);
  }
});

test('scores every moment of a film, in the order of time', async () => {
  const moments = await library.moments(film, { text: 'a castle' });
  const seen = moments.filter(({ modality }) => modality === 'video');
  expect(seen.length).toBeGreaterThanOrEqual(10);
  expect(seen[0]?.range.startS).toBe(0);
  expect(seen.at(-1)?.range.endS).toBe(50);
  for (const [i, { range }] of seen.entries()) if (i > 0) expect(range.startS).toBe(seen[i - 1]?.range.endS);
  const best = seen.toSorted((a, b) => b.score - a.score)[0];
  expect(best?.range.startS).toBeCloseTo(20, 1);
  expect(best?.relevance).toBeGreaterThan(0.5);
  expect(moments.some(({ modality }) => modality === 'audio')).toBe(true);
  await expect(library.moments('nothing', { text: 'a castle' })).rejects.toMatchObject({ code: 'item-not-found' });
});

test('finds a frame by an image, and images by a video', async () => {
  const [hit] = await library.search({ image: await fileOf('/samples/neuschwanstein-castle.jpg') });
  expect(hit?.id).toBe(film);
  expect(hit?.relevance).toBeGreaterThan(0.8);
  expect(Math.abs(middleOf(hit) - 22.5)).toBeLessThan(2.6);
  const hits = await library.search({ item: film });
  expect(hits.every(({ id }) => id !== film)).toBe(true);
  expect(hits.length).toBeGreaterThan(0);
});

test('adds odd videos or says why not, and a film that is damaged as far as it goes', async () => {
  const files = ['h265.mp4', 'mpeg-4-part-2.mp4', 'damaged.mp4', 'rotated.mp4', 'fragmented.mp4', 'no-duration.webm'];
  const broken = [
    'h265-silent.mp4',
    'prores.mov',
    'mpeg-4-part-2.avi',
    'cut-before-the-index.mp4',
    'cut-in-the-header.mp4',
  ];
  const all = await Promise.all([...files, ...broken].map(odd));
  const { added, failed } = await library.add([...all, new File([], 'empty.mp4')]);
  const items = new Map(
    await Promise.all(
      added.map(async (id) => {
        const item = await library.get(id);
        return [item?.metadata['name'], item] as const;
      }),
    ),
  );
  expect([...items.keys()]).toEqual(files);
  // Only the sound of these is known.
  for (const file of ['h265.mp4', 'mpeg-4-part-2.mp4']) {
    expect(items.get(file)).toMatchObject({ modality: 'audio' });
    expect(items.get(file)?.metadata['unsupported']).toMatch(/^MP4 with video in (h|mp4v)/);
  }
  expect(items.get('damaged.mp4')?.metadata['incomplete']).toBe(true);
  expect(items.get('rotated.mp4')?.metadata).toMatchObject({ width: 96, height: 160 });
  expect(failed.map((failure) => [failure.name, failure.code])).toEqual([
    ['h265-silent.mp4', 'unsupported-media'],
    ['prores.mov', 'unsupported-media'],
    ['mpeg-4-part-2.avi', 'media-unreadable'],
    ['cut-before-the-index.mp4', 'media-unreadable'],
    ['cut-in-the-header.mp4', 'media-unreadable'],
    ['empty.mp4', 'image-unreadable'],
  ]);
  expect(failed[0]?.message).toMatch(/H\.264, .*VP9/);
  await library.delete(added);
});

test('leaves nothing of a film when it is aborted, and adds it afterwards', async () => {
  const file = await odd('vp9.webm');
  const controller = new AbortController();
  const reason = new Error('no more');
  const adding = library.add([file], {
    signal: controller.signal,
    onProgress: (event) => {
      if (event.phase === 'index' && event.doneBytes > 0) controller.abort(reason);
    },
  });
  await expect(adding).rejects.toBe(reason);
  const { added } = await library.add([file]);
  expect(added).toHaveLength(1);
  const [hit] = await library.search(
    { text: 'green' },
    { modalities: ['video'], filter: { name: 'vp9.webm' }, keywords: false },
  );
  expect(Math.abs(middleOf(hit) - 3)).toBeLessThan(0.1);
  expect((await library.add([file])).skipped).toEqual(added);
  await library.delete(added);
});
