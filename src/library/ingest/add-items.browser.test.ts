import { expect, test } from 'vitest';
import { OnsightError } from '../../core/errors.ts';
import type { Embedder, ImageReader } from '../embedder.ts';
import type { AddProgress, IngestFile } from './ingest.ts';
import { colourModel, type ColourModel, nameOf, colourImage, reader, shades } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';

const { basic, open, openFresh } = useLibrary();

test('skips stored and repeated content, and goes on after an unreadable file', async () => {
  const library = await openFresh();
  await library.add(basic.slice(0, 2));
  const broken = new File(['not a picture'], 'broken.png');
  const brokenTwin = new File(['not a picture'], 'twin.png');
  const vanished = { name: 'vanished.png', size: 5 };
  const files: IngestFile[] = [broken, ...basic, brokenTwin, ...basic.slice(3)];
  const result = await library.add(files);
  expect(result.added).toHaveLength(3);
  expect(result.skipped).toHaveLength(4);
  expect(result.failed.map(({ name: failed, code }) => [failed, code])).toEqual([
    ['broken.png', 'image-unreadable'],
    ['twin.png', 'image-unreadable'],
  ]);
  expect(result.failed[1]?.message).toContain('twin.png');
  expect(await library.count()).toBe(5);
  await expect(library.add([vanished as unknown as File])).rejects.toThrow(TypeError);
  expect(await library.add([])).toEqual({ added: [], skipped: [], failed: [] });
});

test('reports a file that cannot be hashed, by name', async () => {
  const images: ImageReader = {
    ...reader,
    hash: (file) =>
      file instanceof Blob && file.size === 3
        ? Promise.reject(new DOMException('gone', 'NotFoundError'))
        : reader.hash(file),
  };
  const library = await openFresh(colourModel(), images);
  const result = await library.add([new File([Uint8Array.of(0xff, 0xd8, 0xff)], 'gone.jpg'), ...basic]);
  expect(result.failed).toMatchObject([{ name: 'gone.jpg', code: 'image-unreadable', reason: 'missing' }]);
  expect(result.added).toHaveLength(5);
});

test('reports reason and folder of a failure', async () => {
  let hashed = 0;
  const images: ImageReader = {
    ...reader,
    hash: (file) => {
      hashed += 1;
      return reader.hash(file);
    },
  };
  const library = await openFresh(colourModel(), images);
  const at = (name: string, content: string | Uint8Array<ArrayBuffer>): IngestFile => ({
    file: new Blob([content], { type: 'image/jpeg' }),
    name,
    metadata: { folder: 'Trip/Day 1' },
  });
  const heic = '\0\0\0\x18ftypheic\0\0\0\0mif1heic';
  const { failed, added } = await library.add([
    at('notes.jpg', 'Dear diary'),
    at('empty.jpg', ''),
    at('IMG_0001.HEIC', heic),
    at('IMG_0002.jpg', heic),
    at('clip.jpg', '\0\0\0\x14ftypqt  \0\0\0\0qt  '),
    at('layers.jpg', '8BPS\0\x01'),
    ...basic,
  ]);
  expect(added).toHaveLength(5);
  const folder = 'Trip/Day 1';
  expect(failed).toMatchObject([
    { name: 'notes.jpg', folder, code: 'image-unreadable', reason: 'not-an-image' },
    { name: 'empty.jpg', folder, code: 'image-unreadable', reason: 'empty' },
    { name: 'IMG_0001.HEIC', folder, code: 'unsupported-media', reason: 'unsupported', format: 'HEIC' },
    { name: 'IMG_0002.jpg', folder, code: 'unsupported-media', reason: 'unsupported', format: 'HEIC' },
    { name: 'clip.jpg', folder, code: 'unsupported-media', reason: 'not-an-image', format: 'video' },
    { name: 'layers.jpg', folder, code: 'unsupported-media', reason: 'unsupported', format: 'PSD' },
  ]);
  expect(hashed, 'of what is not a picture only the first bytes are read').toBe(basic.length);
});

test('reports progress that never falls, adds up and ends with done', async () => {
  const library = await openFresh();
  const files = [...(await shades([255, 0, 0], 150, 'a')), new File(['x'], 'bad'), ...basic.slice(1, 2), ...basic];
  await library.add(basic.slice(0, 1));
  const events: AddProgress[] = [];
  await library.add(files, { onProgress: (event) => events.push(event) });
  const counts = events.flatMap((event) => (event.phase === 'index' || event.phase === 'done' ? [event] : []));
  expect(counts.length).toBe(events.length);
  expect(counts.length).toBeGreaterThan(1);
  for (const [i, event] of counts.entries()) {
    expect(event.doneFiles).toBeGreaterThanOrEqual(counts[i - 1]?.doneFiles ?? 0);
    expect(event.doneBytes).toBeGreaterThanOrEqual(counts[i - 1]?.doneBytes ?? 0);
    expect(event.doneFiles).toBe(event.added + event.skipped + event.failed);
    expect(event.totalFiles).toBe(files.length);
  }
  const last = counts.at(-1);
  expect(counts.filter(({ phase }) => phase === 'done')).toEqual([last]);
  expect(last).toMatchObject({ doneFiles: files.length, failed: 1, remainingMs: 0 });
  expect(last?.doneBytes).toBe(last?.totalBytes);
  expect(last?.imagesPerSecond).toBeGreaterThan(0);
});

/** `model`, except that a batch after the first `count` images runs until `signal` is aborted. */
function heldUntil(signal: AbortSignal, model: ColourModel, count: number): Embedder {
  let embedded = 0;
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  return {
    info: model.info,
    embedTexts: (texts) => model.embedTexts(texts),
    embedImages: async (images, options) => {
      if (embedded >= count) await aborted;
      embedded += images.length;
      return model.embedImages(images, options);
    },
  };
}

// Some abort within a batch, some at its end.
test.each([10, 11, 12, 13])(
  'a run aborted after %i images rejects with the reason and can be resumed',
  async (stopAfter) => {
    const controller = new AbortController();
    const library = await openFresh(heldUntil(controller.signal, colourModel(), 100));
    const files = await shades([0, 0, 255], 200, 'b');
    const reason = new Error('enough');
    let after = 0;
    const adding = library.add(files, {
      signal: controller.signal,
      onProgress: (event) => {
        if (controller.signal.aborted) after += 1;
        if (event.phase === 'index' && event.added > stopAfter) controller.abort(reason);
      },
    });
    await expect(adding).rejects.toBe(reason);
    const kept = await library.count();
    expect(kept).toBeGreaterThan(stopAfter);
    expect(kept).toBeLessThan(200);
    expect(after).toBe(0);
    const rest = await library.add(files);
    expect(rest.skipped).toHaveLength(kept);
    expect(rest.added).toHaveLength(200 - kept);
    expect(await library.count()).toBe(200);
    await expect(library.add(files, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  },
);

test('ends the run with the error of the model or the store', async () => {
  const model = colourModel();
  const library = await openFresh(model);
  model.fail = new OnsightError('backend-failed', { backend: 'wasm', reason: 'test' });
  await expect(library.add(basic)).rejects.toMatchObject({ code: 'backend-failed' });
  model.fail = undefined;
  expect((await library.add(basic)).added).toHaveLength(5);
  await library.close();
  await expect(library.add(basic)).rejects.toMatchObject({ code: 'disposed' });
});

test('adds every photo once in two concurrent runs', async () => {
  const library = await openFresh();
  const other = await open();
  const files = await shades([0, 255, 0], 60, 'c');
  const results = await Promise.all([library.add(files), other.add(files.toReversed())]);
  const added = results.flatMap((result) => result.added);
  expect(added).toHaveLength(60);
  expect(new Set(added).size).toBe(60);
  expect(results.flatMap((result) => result.skipped)).toHaveLength(60);
  expect(await library.count()).toBe(60);
});

test('treats file names as text, however long and strange', async () => {
  const library = await openFresh();
  const names = [
    '\u202Egnp.exe',
    '<img src=x onerror=alert(1)>',
    '../../etc/passwd',
    `${'a'.repeat(254)}🐕${'b'.repeat(9_000)}`,
  ];
  const files = await Promise.all(names.map((each, i) => colourImage([i, 100, i], each)));
  expect((await library.add(files)).added).toHaveLength(4);
  const stored = new Set((await library.list()).map(nameOf));
  expect(stored).toEqual(new Set([...names.slice(0, 3), 'a'.repeat(254)]));
});

test('reads a few files ahead while the model runs', async () => {
  let read = 0;
  let embedded = 0;
  let readMeanwhile: (() => void) | undefined;
  const images: ImageReader = {
    ...reader,
    async read(source, options) {
      const result = await reader.read(source, options);
      read += 1;
      expect(read - embedded).toBeLessThanOrEqual(32 + 32 + 3);
      readMeanwhile?.();
      return result;
    },
  };
  const model = colourModel();
  const slow: Embedder = {
    ...model,
    async embedImages(pictures, options) {
      // Resolves once another file was read: without overlap this run would never end.
      if (read < 100) await new Promise<void>((resolve) => (readMeanwhile = resolve));
      embedded += pictures.length;
      return model.embedImages(pictures, options);
    },
  };
  const library = await openFresh(slow, images);
  expect((await library.add(await shades([255, 255, 0], 100, 'e'), { thumbnail: false })).added).toHaveLength(100);
});

test('finds photos before the run has ended', async () => {
  const library = await openFresh();
  const files = await shades([255, 0, 0], 100, 'f');
  let found: Promise<number> | undefined;
  const adding = library.add(files, {
    thumbnail: false,
    onProgress: (event) => {
      if (event.phase === 'index' && event.added > 0)
        found ??= library.search({ text: 'red' }).then((hits) => hits.length);
    },
  });
  await adding;
  expect(await found).toBeGreaterThan(0);
});
