import { afterAll, expect, onTestFinished, test } from 'vitest';
import { OnsightError } from '../core/errors.ts';
import type { AddProgress, LoadProgress } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

interface Golden {
  readonly texts: readonly { readonly text: string; readonly embedding: readonly number[] }[];
  readonly images: readonly { readonly file: string; readonly embedding: readonly number[] }[];
}

const urls = {
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
};
const onsight = await createOnsight(urls);
afterAll(() => onsight.dispose());

async function sample(name: string): Promise<File> {
  const response = await fetch(`/samples/${name}.jpg`);
  return new File([await response.blob()], `${name}.jpg`, { type: 'image/jpeg' });
}

function cosine(a: Float32Array, b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / Math.hypot(...b);
}

function largestDifference(a: Float32Array, b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

const golden = (await (await fetch('/models/starter/golden.json')).json()) as Golden;

test('text embeddings are those of the reference, alone and in one batch of mixed lengths', async () => {
  const embeddings = await Promise.all(golden.texts.map(({ text }) => onsight.embedText(text)));
  for (const [index, { text, embedding }] of golden.texts.entries()) {
    const alone = await onsight.embedText(text);
    for (const got of [alone, embeddings[index]!]) {
      expect(got.length).toBe(onsight.model.dims);
      expect(largestDifference(got, embedding)).toBeLessThan(1e-3);
      expect(cosine(got, embedding)).toBeGreaterThan(0.9995);
    }
  }
});

test('image embeddings are those of the reference', async () => {
  for (const { file, embedding } of golden.images) {
    const got = await onsight.embedImage(await sample(file.replace('.jpg', '')));
    expect(largestDifference(got, embedding)).toBeLessThan(1e-3);
    expect(cosine(got, embedding)).toBeGreaterThan(0.9995);
  }
});

test('takes an image as file, bitmap, image data, canvas and <img>', async () => {
  const file = await sample('kingfisher-on-branch');
  const expected = [...(await onsight.embedImage(file))];
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const image = new Image();
  image.src = URL.createObjectURL(file);
  const inputs = [bitmap, context.getImageData(0, 0, bitmap.width, bitmap.height), canvas, image];
  for (const input of inputs) expect(cosine(await onsight.embedImage(input), expected)).toBeGreaterThan(0.999);
  expect(bitmap.width).toBeGreaterThan(0);
});

test('images and files of another frame of the page are as good', async () => {
  const file = await sample('kingfisher-on-branch');
  const expected = [...(await onsight.embedImage(file))];
  const frame = document.body.appendChild(document.createElement('iframe'));
  onTestFinished(() => {
    frame.remove();
  });
  // A frame's window has its page's classes, which its type does not say.
  const { Image, File, OffscreenCanvas } = frame.contentWindow as Window & typeof globalThis;
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const other = new File([file], 'kingfisher.jpg');
  expect([image instanceof HTMLImageElement, other instanceof Blob]).toEqual([false, false]);
  for (const input of [image, canvas, pixels, other])
    expect(cosine(await onsight.embedImage(input), expected)).toBeGreaterThan(0.999);
});

test('an image that cannot cross to the worker is refused at once, and says why', async () => {
  const closed = new OffscreenCanvas(4, 4);
  closed.getContext('2d');
  const bitmap = closed.transferToImageBitmap();
  bitmap.close();
  const given = new ImageData(4, 4);
  structuredClone(given.data.buffer, { transfer: [given.data.buffer] });
  // The same server under its other name, and without CORS: shown, but not to be read.
  const foreign = new Image();
  foreign.src = new URL('/samples/kingfisher-on-branch.jpg', location.href.replace('localhost', '127.0.0.1')).href;
  await foreign.decode();
  const canvas = document.createElement('canvas');
  canvas.getContext('2d')!.drawImage(foreign, 0, 0);
  for (const [input, reason] of [
    [bitmap, /closed/],
    [given, /transferred/],
    [foreign, /another origin.*crossorigin/],
    [canvas, /another origin.*crossorigin/],
    [await createImageBitmap(foreign), /another origin.*crossorigin/],
  ] as const) {
    const embedding = onsight.embedImage(input);
    await expect(embedding).rejects.toMatchObject({ code: 'image-unreadable' });
    await expect(embedding).rejects.toThrow(reason);
  }
});

test('classifies with prompts in the language of the labels', async () => {
  const file = await sample('golden-retriever-panting');
  const english = await onsight.classify(file, ['a cat', 'a dog', 'a car']);
  expect(english[0]).toMatchObject({ label: 'a dog' });
  expect(english.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  expect((await onsight.classify(file, ['猫', '狗', '汽车']))[0]?.label).toBe('狗');
});

test('a library finds its photos by words, by an image, by an item and by both', async () => {
  const names = [
    'white-sports-car-on-road',
    'stack-of-pancakes',
    'tabby-cat-lying-on-porch',
    'ginger-kitten-in-garden',
  ];
  const files = await Promise.all(names.map(sample));
  await onsight.deleteLibrary('found');
  const library = await onsight.openLibrary('found');
  const broken = new File(['not an image'], '<img onerror=alert(1)>.jpg', { type: 'image/jpeg' });
  const events: AddProgress[] = [];
  const result = await library.add([...files, broken, files[0]!], { onProgress: (event) => events.push(event) });
  expect(result.added.length).toBe(4);
  expect(result.skipped).toEqual([result.added[0]]);
  expect(result.failed).toEqual([expect.objectContaining({ name: broken.name, code: 'image-unreadable' })]);
  expect(events.at(-1)).toMatchObject({ phase: 'done', doneFiles: 6, added: 4, skipped: 1, failed: 1 });
  const counts = events.flatMap((event) => (event.phase === 'index' ? [event.doneFiles] : []));
  expect(counts).toEqual([...counts].sort((a, b) => a - b));

  const nameOf = (hit: { readonly metadata: Readonly<Record<string, unknown>> } | undefined): unknown =>
    hit?.metadata['name'];
  const byWords = await library.search({ text: 'a sports car' });
  expect(nameOf(byWords[0])).toBe('white-sports-car-on-road.jpg');
  expect(byWords[0]!.thumbnail).toBeInstanceOf(Blob);
  expect(byWords.map(({ relevance = NaN }) => relevance)).toEqual(
    byWords.map(({ relevance = NaN }) => relevance).sort((a, b) => b - a),
  );
  expect(nameOf((await library.search({ text: '汽车' }))[0])).toBe('white-sports-car-on-road.jpg');
  const byImage = await library.search({ image: files[2]! });
  expect(nameOf(byImage[0])).toBe('tabby-cat-lying-on-porch.jpg');
  expect(byImage[0]!.relevance).toBeCloseTo(1, 3);
  const similar = await library.search({ item: byImage[0]!.id });
  expect(nameOf(similar[0])).toBe('ginger-kitten-in-garden.jpg');
  const both = await library.search({ text: 'pancakes', item: byImage[0]!.id, weight: 0.9 });
  expect(nameOf(both[0])).toBe('stack-of-pancakes.jpg');
  await expect(library.search({ item: 'nothing' })).rejects.toMatchObject({ code: 'item-not-found' });

  expect(await library.count({ filter: { width: { gte: 640 } } })).toBeGreaterThan(0);
  await library.update(similar[0]!.id, { ...similar[0]!.metadata, album: 'cats' });
  expect((await library.list({ filter: { album: 'cats' } })).length).toBe(1);
  const again = await createOnsight(urls);
  expect(
    (await (await again.openLibrary('found')).search({ text: 'a sports car' })).map(({ id, score }) => [id, score]),
  ).toEqual(byWords.map(({ id, score }) => [id, score]));
  await again.dispose();
  const [first = ''] = result.added;
  const before = await library.list({ thumbnails: false });
  const deleted = await library.delete(result.added.slice(0, 2), { restorable: true });
  expect(deleted.ids).toHaveLength(2);
  expect(await library.get(first)).toBeUndefined();
  expect(await library.restore(deleted)).toBe(2);
  expect(await library.list({ thumbnails: false })).toEqual(before);
  await expect(library.restore({ ids: [first] } as never)).rejects.toThrow(TypeError);
  expect(await library.delete(result.added)).toBe(4);
  expect(await library.search({ text: 'a sports car' })).toEqual([]);
});

test('texts are kept beside images, and found by words, by an image and by a text', async () => {
  await onsight.deleteLibrary('texts');
  const library = await onsight.openLibrary('texts');
  const texts = ['a cat sleeping in the sun', 'snow on the mountains', 'a cup of coffee', 'people playing music'];
  const { added } = await library.addTexts([...texts, { text: texts[0]!, metadata: { again: true } }]);
  expect(added.length).toBe(4);
  const files = await Promise.all(['tabby-cat-lying-on-porch', 'cup-of-espresso-on-table'].map(sample));
  await library.add(files);
  expect((await library.addTexts(texts)).skipped.length).toBe(4);
  const words = (hits: readonly { readonly metadata: Readonly<Record<string, unknown>> }[]): unknown[] =>
    hits.map(({ metadata }) => metadata['text'] ?? metadata['name']);

  // Words look for images unless texts are asked for; the two never mix.
  expect(words(await library.search({ text: 'coffee' }, { modalities: ['image'] }))).toEqual([
    'cup-of-espresso-on-table.jpg',
    'tabby-cat-lying-on-porch.jpg',
  ]);
  const byWords = await library.search({ text: 'a kitten lies outside' }, { modalities: ['text'] });
  expect(words(byWords)[0]).toBe(texts[0]);
  expect(byWords.length).toBe(4);
  expect(
    byWords.every(({ modality, relevance = NaN }) => modality === 'text' && relevance >= 0 && relevance <= 1),
  ).toBe(true);
  const byImage = await library.search({ image: files[1]! }, { modalities: ['text'] });
  expect(words(byImage)[0]).toBe('a cup of coffee');
  const byText = await library.search({ item: added[0]! }, { modalities: ['image'] });
  expect(words(byText)[0]).toBe('tabby-cat-lying-on-porch.jpg');
  const likeText = await library.search({ item: added[0]! }, { modalities: ['text'] });
  expect(words(likeText)).not.toContain(texts[0]);
  await expect(library.addTexts([' '])).rejects.toThrow(TypeError);
  await onsight.deleteLibrary('texts');
});

test('misuse is refused at once, with what was expected', async () => {
  await expect(createOnsight({ ...urls, model: '../secret' })).rejects.toThrow(TypeError);
  await expect(onsight.embedText(' ')).rejects.toThrow(/non-empty string/);
  const library = await onsight.openLibrary('found');
  await expect(library.search({})).rejects.toThrow(TypeError);
  await expect(library.add([7 as never])).rejects.toThrow(/Item 0: Expected a text, a file/);
  await expect(library.add([{ file: 'photo.jpg' } as never])).rejects.toThrow(/`file` to be a File or Blob/);
  await expect(library.search({ text: 'a', weight: 2 })).rejects.toThrow(RangeError);
  await expect(library.search({ text: 'a' }, { limit: 0 })).rejects.toThrow(/limit/);
  const unknown = { limt: 5 } as object;
  await expect(library.search({ text: 'a' }, unknown)).rejects.toThrow(/Unknown option `limt` of `library.search`/);
  await expect(createOnsight({ ...urls, ...unknown })).rejects.toThrow(/Unknown option `limt` of `createOnsight`/);
  expect(() => onsight.captionStream(new Blob(), unknown)).toThrow(TypeError);
  await expect(onsight.classify(await sample('stack-of-pancakes'), [])).rejects.toThrow(TypeError);
});

test('a model that is not there, and a worker that is not there, say so', async () => {
  await expect(createOnsight({ ...urls, model: 'no-such-pack' })).rejects.toSatisfy((error) => OnsightError.is(error));
  await expect(createOnsight({ ...urls, workerUrl: '/no-such-worker.js' })).rejects.toMatchObject({
    code: 'setup-blocked',
    details: { reason: 'not-found' },
  });
});

test('a call is cancelled with the reason of its signal, before it starts, in the queue and while it runs', async () => {
  const reason = new Error('enough');
  await expect(onsight.embedText('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const library = await onsight.openLibrary('cancelled');
  const files = await Promise.all(['old-wooden-house', 'red-crab-on-sand', 'eiffel-tower-paris'].map(sample));
  const controller = new AbortController();
  const adding = library.add(files, {
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === 'index') controller.abort(reason);
    },
  });
  await expect(adding).rejects.toBe(reason);
  const { added, skipped } = await library.add(files);
  expect(added.length + skipped.length).toBe(3);
  expect(await library.count()).toBe(3);
  await onsight.deleteLibrary('cancelled');
});

test('a download that is cancelled goes on with the next call', async () => {
  await onsight.models.delete('starter');
  const fresh = await createOnsight(urls);
  const reason = new Error('not now');
  const controller = new AbortController();
  const loading = fresh.load({
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === 'download') controller.abort(reason);
    },
  });
  await expect(loading).rejects.toBe(reason);
  const events: LoadProgress[] = [];
  await fresh.load({ onProgress: (event) => events.push(event) });
  const downloads = events.filter((event) => event.phase === 'download');
  expect(new Set(downloads.map(({ totalBytes }) => totalBytes)).size).toBe(1);
  expect(downloads.at(-1)).toMatchObject({ loadedBytes: downloads[0]!.totalBytes });
  expect(events.at(-1)).toMatchObject({ phase: 'ready' });
  expect((await fresh.models.cost()).storedBytes).toBe((await fresh.models.cost()).totalBytes);
  await fresh.dispose();
  await expect(fresh.embedText('a')).rejects.toMatchObject({ code: 'disposed' });
});
