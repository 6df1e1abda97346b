import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';
import type { Library } from './library.ts';
import type { Onsight } from './onsight.ts';

let onsight: Onsight;
let library: Library;

beforeAll(async () => {
  onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/models/',
  });
});

beforeEach(async () => {
  await onsight.deleteLibrary('add');
  library = await onsight.openLibrary('add');
});

afterAll(async () => {
  await onsight.deleteLibrary('add');
  await onsight.dispose();
});

async function sampleFile(name: string): Promise<File> {
  return new File([await (await fetch(`/samples/${name}`)).blob()], name, { type: 'image/jpeg' });
}

/** Photos side by side, each cropped to its central square. */
async function panorama(names: readonly string[], side = 320): Promise<File> {
  const canvas = new OffscreenCanvas(side * names.length, side);
  const context = canvas.getContext('2d');
  for (const [i, name] of names.entries()) {
    const bitmap = await createImageBitmap(await sampleFile(name));
    const short = Math.min(bitmap.width, bitmap.height);
    const [x, y] = [(bitmap.width - short) / 2, (bitmap.height - short) / 2];
    context?.drawImage(bitmap, x, y, short, short, i * side, 0, side, side);
  }
  return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })], 'panorama.jpg', {
    type: 'image/jpeg',
  });
}

test('takes one file, a file list, a text, a canvas, and iterables of both kinds', async () => {
  const crab = await sampleFile('red-crab-on-sand.jpg');
  const duck = await sampleFile('white-duck-standing.jpg');
  expect((await library.add(crab)).added).toHaveLength(1);
  expect((await library.add('a harbour at dawn')).added).toHaveLength(1);
  const transfer = new DataTransfer();
  transfer.items.add(duck);
  expect((await library.add(transfer.files)).added).toHaveLength(1);
  expect((await library.add(new Set([crab, duck]))).skipped).toHaveLength(2);
  async function* later(): AsyncGenerator<string> {
    yield await Promise.resolve('one');
    yield await Promise.resolve('two');
  }
  expect((await library.add(later())).added).toHaveLength(2);
  const canvas = document.createElement('canvas');
  expect((await library.add([{ image: canvas, text: 'an empty canvas' }])).added).toHaveLength(1);
  expect(await library.count()).toBe(6);
  expect((await library.add([])).added).toEqual([]);
});

test.each([
  [undefined, /got `undefined`/],
  [42, /got `number`/],
  [{ length: 1, 0: new Blob() }, /only `image`/],
  [[new Blob(['x']), { picture: new Blob() }], /Item 1: .*got `picture`/],
  [[{ item: 'a' }], /Item 0: .*reference to an item/],
])('rejects %o with a TypeError', async (given, message) => {
  await expect(library.add(given as never)).rejects.toThrow(message);
  await expect(library.add(given as never)).rejects.toThrow(TypeError);
});

test('stops reading an async iterable when the call is aborted', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  let ended = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (let i = 0; ; i += 1) {
        if (i === 3) controller.abort(reason);
        yield await Promise.resolve(String(i));
      }
    } finally {
      ended = true;
    }
  }
  await expect(library.add(endless(), { signal: controller.signal })).rejects.toBe(reason);
  expect(ended).toBe(true);
  expect(await library.count()).toBe(0);
});

test('finds a photo at the end of a panorama, and names the square', async () => {
  const names = [
    'white-duck-standing.jpg',
    'eiffel-tower-paris.jpg',
    'white-duck-standing.jpg',
    'eiffel-tower-paris.jpg',
    'red-crab-on-sand.jpg',
  ];
  const wide = await panorama(names);
  const { added } = await library.add([wide, await sampleFile('white-duck-standing.jpg')]);
  const [hit] = await library.search({ text: 'crab' });
  expect(hit?.id).toBe(added[0]);
  expect(hit?.part.kind).toBe('image');
  const region = hit?.part.kind === 'image' ? hit.part.region : undefined;
  expect(region?.width).toBeCloseTo(0.2, 6);
  // Half of the square or more shows the crab, which fills the last fifth.
  expect(region?.x).toBeGreaterThanOrEqual(0.7 - 1e-6);
  expect(hit?.relevance).toBeGreaterThan(0.5);
  expect((await library.list()).length).toBe(2);
  await library.delete(added);
  expect(await library.search({ text: 'crab' })).toEqual([]);
});
