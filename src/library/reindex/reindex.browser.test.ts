import { afterEach, expect, test, vi } from 'vitest';
import { OnsightError } from '../../core/errors.ts';
import { deleteStore } from '../../store/database/open-database.ts';
import type { FindFormerModel } from './choose-index.ts';
import type { LibraryItem } from '../search/query.ts';
import { openLibrary, type LibraryService } from '../open-library.ts';
import type { ReindexProgress } from './reindex.ts';
import {
  colourModel,
  colours,
  nameOf,
  colourImage,
  reader,
  shades,
  type ColourModel,
} from '../testdata/colour-model.ts';

// Real stores and real images; the models are simple and predictable.
const { put: realPut } = IDBObjectStore.prototype; // eslint-disable-line @typescript-eslint/unbound-method -- applied below
let name = '';
let opened: LibraryService[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.map((library) => library.close()));
  opened = [];
  await deleteStore(name);
});

/** A model with a space of its own: more dimensions, in another order. */
function otherModel(space: string, extra: number): ColourModel {
  const model = colourModel();
  const turn = (vector: Float32Array): Float32Array =>
    Float32Array.from([...Array<number>(extra).fill(0), ...[...vector].reverse()]);
  const embedTexts = model.embedTexts.bind(model);
  const embedImages = model.embedImages.bind(model);
  return Object.assign(model, {
    info: { ...model.info, space, dims: 4 + extra },
    embedImages: async (...args: Parameters<typeof embedImages>) => (await embedImages(...args)).map(turn),
    embedTexts: async (...args: Parameters<typeof embedTexts>) => (await embedTexts(...args)).map(turn),
  });
}

/** Calls `task` before each batch of pictures is embedded. */
function beforeBatches(model: ColourModel, task: (batch: number) => unknown): ColourModel {
  const embedImages = model.embedImages.bind(model);
  let batch = 0;
  return Object.assign(model, {
    embedImages: async (...args: Parameters<typeof embedImages>) => {
      await task((batch += 1));
      return embedImages(...args);
    },
  });
}

/** Runs a reindex that is aborted before the third batch of pictures. */
async function runHalf(model: ColourModel): Promise<LibraryService> {
  const controller = new AbortController();
  const stopping = beforeBatches(model, (batch) => {
    if (batch === 3) controller.abort(new Error('enough'));
  });
  const library = await open(stopping);
  await expect(library.reindex({ signal: controller.signal })).rejects.toThrow('enough');
  return library;
}

const first = (): ColourModel => colourModel();
const second = (): ColourModel => otherModel('other@2', 3);
const still: FindFormerModel = (space) =>
  Promise.resolve(space === first().info.space ? { embedder: first(), images: reader } : undefined);
const gone: FindFormerModel = () => Promise.resolve(undefined);

async function open(embedder: ColourModel, formerModel: FindFormerModel = gone): Promise<LibraryService> {
  const library = await openLibrary(name, { embedder, images: reader, formerModel });
  opened.push(library);
  return library;
}

/** A library of the first model: pictures of each colour with captions, one without a preview, two texts. */
async function makeLibrary(): Promise<readonly LibraryItem[]> {
  name = `reindex ${crypto.randomUUID()}`;
  const library = await open(first());
  const files = await Promise.all(Object.entries(colours).map(([colour, rgb]) => colourImage(rgb, `${colour}.png`, 6)));
  await library.add(files);
  await library.add(await shades([255, 0, 0], 7, 'reddish'));
  await library.add([await colourImage([9, 9, 200], 'no-preview.png')], { thumbnail: false });
  await library.addTexts(['green', { text: 'blue', metadata: { mood: 'cold' } }]);
  const gone = await library.addTexts(['white']);
  await library.delete(gone.added);
  for (const item of await library.list())
    if (nameOf(item) === 'green.png') await library.update(item.id, { ...item.metadata, caption: 'a meadow' });
  const items = await library.list({ thumbnails: false });
  await library.close();
  return items;
}

/** Expects every item exactly once, unchanged. */
async function expectSame(library: LibraryService, items: readonly LibraryItem[]): Promise<void> {
  expect(await library.list({ thumbnails: false })).toEqual(items);
  expect(await library.count()).toBe(items.length);
  for (const { id, metadata } of items)
    if (nameOf({ metadata }) !== 'no-preview.png' && metadata['text'] === undefined)
      expect((await library.thumbnail(id))?.size).toBeGreaterThan(0);
}

async function expectFound(library: LibraryService, all = true): Promise<void> {
  for (const colour of ['green', 'blue', 'yellow']) {
    const hits = await library.search({ text: colour }, { modalities: ['image'], words: false, thumbnails: false });
    expect(nameOf(hits[0]!)).toBe(`${colour}.png`);
    if (all) expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
  }
}

test('opens a library of another model, searches with that model, and is complete after a reindex', async () => {
  const items = await makeLibrary();
  const library = await open(second(), still);
  await expectSame(library, items);
  expect(await library.status()).toEqual({
    model: 'other@2',
    isCurrent: false,
    doneItems: 0,
    totalItems: items.length,
    searchedModel: 'colours@1',
    searchableItems: items.length,
  });
  await expectFound(library);
  const events: ReindexProgress[] = [];
  const result = await library.reindex({ onProgress: (event) => events.push(event) });
  expect(result.reindexed).toBe(items.length - 1);
  expect(result.failed).toMatchObject([{ name: 'no-preview.png', code: 'image-unreadable' }]);
  const counts = events.flatMap((event) => ('doneItems' in event ? [event] : []));
  expect(counts.map(({ doneItems }) => doneItems)).toEqual(
    counts.map(({ doneItems }) => doneItems).sort((a, b) => a - b),
  );
  expect(counts.at(-1)).toMatchObject({ phase: 'done', doneItems: items.length, totalItems: items.length, failed: 1 });
  await expectSame(library, items);
  await expectFound(library);
  expect(await library.status()).toMatchObject({
    isCurrent: true,
    searchedModel: 'other@2',
    doneItems: items.length - 1,
  });
  const [text] = await library.search({ text: 'blue' }, { modalities: ['text'] });
  expect(text?.metadata).toEqual({ text: 'blue', mood: 'cold' });
  // Items that could not be embedded are kept, and found by name.
  expect((await library.search({ text: 'preview' }, { modalities: ['image'], words: true })).map(nameOf)).toContain(
    'no-preview.png',
  );
  await library.close();
  const again = await open(second());
  await expectSame(again, items);
  await expectFound(again);
});

test('searches only re-embedded items without the former model, and reports how many', async () => {
  const items = await makeLibrary();
  const library = await open(second());
  expect(await library.search({ text: 'green' }, { modalities: ['image'], words: false })).toEqual([]);
  expect((await library.search({ text: 'meadow' }, { modalities: ['image'], words: true })).map(nameOf)).toEqual([
    'green.png',
  ]);
  await library.close();
  const half = await runHalf(second());
  const { doneItems, searchableItems, searchedModel } = await half.status();
  expect(doneItems).toBeGreaterThan(0);
  expect(doneItems).toBeLessThan(items.length);
  expect({ searchableItems, searchedModel }).toEqual({ searchableItems: doneItems, searchedModel: 'other@2' });
  expect(
    await half.search({ text: 'red' }, { modalities: ['image'], words: false, limit: 100, thumbnails: false }),
  ).toHaveLength(doneItems);
  await expectSame(half, items);
});

test('answers with the former model while the new index grows', async () => {
  const items = await makeLibrary();
  const pictures = items.filter(({ modality }) => modality === 'image').length;
  let batches = 0;
  const model = beforeBatches(second(), async (batch) => {
    batches = batch;
    const hits = await library.search(
      { text: 'red' },
      { modalities: ['image'], words: false, limit: 100, thumbnails: false },
    );
    expect(new Set(hits.map(({ id }) => id)).size).toBe(pictures);
    expect(hits).toHaveLength(pictures);
    const [best] = await library.search(
      { text: 'yellow' },
      { modalities: ['image'], words: false, filter: { name: { contains: 'y' } } },
    );
    expect(best?.metadata['name']).toBe('yellow.png');
    await expectSame(library, items);
  });
  const library = await open(model, still);
  await library.reindex();
  expect(batches).toBeGreaterThan(3);
});

test('finds similar items in the index that has them, also during a run', async () => {
  const items = await makeLibrary();
  const library = await open(second(), gone);
  const red = items.find((item) => nameOf(item) === 'red.png')!;
  const [hit] = await library.search({ item: red.id }, { modalities: ['image'], thumbnails: false });
  expect(String(nameOf(hit!))).toMatch(/^reddish/);
});

test('applies adds, changes and deletes made during a run', async () => {
  const items = await makeLibrary();
  const blue = items.find((item) => nameOf(item) === 'blue.png')!;
  const yellow = items.find((item) => nameOf(item) === 'yellow.png')!;
  const library = await open(
    beforeBatches(second(), async (batch) => {
      if (batch === 1) await library.delete([blue.id]);
      if (batch === 2) await library.update(yellow.id, { ...yellow.metadata, caption: 'the sun' });
      // Embedded by this function, hence one more batch.
      if (batch === 3) await library.add([await colourImage([0, 250, 240], 'cyan.png', 6)]);
    }),
    still,
  );
  await library.reindex();
  const listed = await library.list({ thumbnails: false });
  expect(nameOf(listed[0]!)).toBe('cyan.png');
  const expected = items
    .filter(({ id }) => id !== blue.id)
    .map((item) => (item.id === yellow.id ? { ...item, metadata: { ...item.metadata, caption: 'the sun' } } : item));
  expect(listed.slice(1)).toEqual(expected);
  expect(await library.status()).toMatchObject({ isCurrent: true });
  expect(
    (await library.search({ text: 'blue' }, { modalities: ['image'], words: false })).map(({ id }) => id),
  ).not.toContain(blue.id);
});

test('keeps photos added before a run', async () => {
  const items = await makeLibrary();
  const library = await open(second(), still);
  await library.add([await colourImage([0, 250, 240], 'cyan.png', 6)]);
  // The same content as one that the former model embedded.
  const { skipped } = await library.add([await colourImage(colours['green']!, 'green again.png', 6)]);
  expect(skipped).toHaveLength(1);
  expect((await library.status()).doneItems).toBe(1);
  await library.reindex();
  expect((await library.list({ thumbnails: false })).slice(1)).toEqual(items);
  await expectFound(library);
});

test('deletes and restores a pending item with its former vectors', async () => {
  const items = await makeLibrary();
  const library = await open(second(), still);
  const blue = items.find((item) => nameOf(item) === 'blue.png')!;
  const deleted = await library.deleteRestorably([blue.id]);
  expect(await library.count()).toBe(items.length - 1);
  expect(await library.restore(deleted)).toBe(1);
  await expectSame(library, items);
  await expectFound(library);
  await library.deleteRestorably([blue.id]);
  await library.reindex();
  expect(await library.restore(deleted)).toBe(1);
  expect(await library.status()).toMatchObject({ isCurrent: false });
  await library.reindex();
  await expectSame(library, items);
  await expectFound(library);
});

test('returns to the former model midway without loss', async () => {
  const items = await makeLibrary();
  const library = await runHalf(second());
  await library.close();
  const back = await open(first());
  await expectSame(back, items);
  expect(await back.status()).toMatchObject({
    isCurrent: false,
    searchedModel: 'colours@1',
    searchableItems: items.length,
  });
  await expectFound(back);
  expect(await back.reindex()).toMatchObject({ failed: [] });
  await expectSame(back, items);
  await expectFound(back);
});

test('re-embeds items of two earlier models', async () => {
  const items = await makeLibrary();
  const half = await runHalf(second());
  await half.close();
  const library = await open(otherModel('third@1', 1), still);
  expect(await library.status()).toMatchObject({ searchedModel: 'colours@1', searchableItems: items.length });
  await expectFound(library);
  await library.reindex();
  await expectSame(library, items);
  await expectFound(library);
});

test('embeds each item once from two tabs', async () => {
  const items = await makeLibrary();
  const models = [second(), second()];
  const [one, two] = await Promise.all(models.map((model) => open(model, still)));
  const results = await Promise.all([one!.reindex(), two!.reindex()]);
  expect(results[0].reindexed + results[1].reindexed).toBe(items.length - 1);
  await expectSame(one!, items);
  await expectSame(two!, items);
});

test('embeds given originals, and previews if an original is unreadable', async () => {
  const items = await makeLibrary();
  const library = await open(second(), still);
  const green = items.find((item) => nameOf(item) === 'green.png')!;
  const yellow = items.find((item) => nameOf(item) === 'yellow.png')!;
  const none = items.find((item) => nameOf(item) === 'no-preview.png')!;
  const originals = new Map<string, Blob>([
    [green.id, await colourImage([255, 255, 255], 'is white by now.png', 6)],
    [yellow.id, new Blob(['no picture'])],
    [none.id, await colourImage([9, 9, 200], 'no-preview.png')],
  ]);
  const { failed } = await library.reindex({ originals });
  expect(failed).toEqual([]);
  const names = async (text: string): Promise<unknown[]> =>
    (await library.search({ text }, { modalities: ['image'], words: false, limit: 2 })).map(nameOf);
  expect((await names('white')).sort()).toEqual(['green.png', 'white.png']);
  expect((await names('yellow'))[0]).toBe('yellow.png');
  expect(await names('blue')).toContain('no-preview.png');
});

test('changes nothing if the model fails', async () => {
  const items = await makeLibrary();
  const model = second();
  model.fail = new OnsightError('download-failed', { url: 'https://example.org/vision.onnx', reason: 'no network' });
  const library = await open(model, still);
  await expect(library.reindex()).rejects.toMatchObject({ code: 'download-failed' });
  await expectSame(library, items);
  await expectFound(library);
  await library.close();
  const back = await open(first());
  expect(await back.status()).toMatchObject({ isCurrent: true });
  await expectFound(back);
});

/** The request fails instead of succeeding, and takes its transaction with it, as browsers do. */
function fail(request: IDBRequest, transaction: IDBTransaction, kind: string): void {
  const error = new DOMException('A fault of the test.', kind);
  Object.defineProperty(request, 'error', { value: error });
  request.addEventListener('success', (event) => {
    event.stopImmediatePropagation();
    request.dispatchEvent(new Event('error'));
    Object.defineProperty(transaction, 'error', { value: error });
    transaction.abort();
  });
}

// Every write of a run fails once, at each of its requests; afterwards a new page goes on.
test.each(['QuotaExceededError', 'DataError'])('a run that ends with %s at any write loses nothing', async (kind) => {
  for (let failing = 1; ; failing += 3) {
    const items = await makeLibrary();
    const library = await open(second(), still);
    let puts = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      const request = realPut.apply(this, args);
      if (this.transaction.db.name.startsWith('onsight:') && (puts += 1) >= failing)
        fail(request, this.transaction, kind);
      return request;
    });
    const outcome = await library.reindex().then(
      () => 'whole',
      () => 'failed',
    );
    vi.restoreAllMocks();
    // The page goes away, as in a crash: nothing is closed first.
    const again = await open(second(), still);
    await expectSame(again, items);
    await expectFound(again);
    await again.reindex();
    await expectSame(again, items);
    await expectFound(again);
    expect(await again.status()).toMatchObject({ isCurrent: true, searchedModel: 'other@2' });
    await Promise.all(opened.map((each) => each.close()));
    opened = [];
    await deleteStore(name);
    if (outcome === 'whole') return;
  }
});
