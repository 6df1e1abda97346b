import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf, pathOf } from '../../fixtures/ocr/text-images.ts';
import type { LoadProgress, TextLine } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

// Results of an earlier run must not be reused.
beforeAll(async () => {
  for (const { name } of await indexedDB.databases()) if (name === 'onsight-results') indexedDB.deleteDatabase(name);
});
const progress: LoadProgress[] = [];
const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
  onProgress: (event) => progress.push(event),
});
afterAll(() => onsight.dispose());

const image = await (await fetch(pathOf('two-columns'))).blob();
const expected = linesOf('two-columns');

test('reads text with the pack `ocr`, which is loaded when text is first read', async () => {
  expect(progress.some(({ model }) => model === 'ocr')).toBe(false);
  expect((await onsight.modelFor('read-text')).id).toBe('ocr');
  const { text, lines } = await onsight.readText(image);
  expect(text).toBe(expected.join('\n'));
  expect(lines.every(({ confidence }) => confidence > 0.9)).toBe(true);
  expect(progress.filter(({ model }) => model === 'ocr').at(-1)?.phase).toBe('ready');
});

test('streams lines in reading order, also those of an image that was read before', async () => {
  const upsideDown = await (await fetch(pathOf('turned-180'))).blob();
  const streams = [];
  for (let round = 0; round < 2; round += 1) {
    const stream = onsight.readTextStream(upsideDown);
    const lines: TextLine[] = [];
    for await (const line of stream) lines.push(line);
    expect(await stream.result).toEqual({ text: lines.map(({ text }) => text).join('\n'), lines });
    streams.push(lines);
  }
  expect(streams[0]?.map(({ text }) => text)).toEqual(linesOf('turned-180'));
  expect(streams[1]).toEqual(streams[0]);
});

test('ends the call when the loop over lines is left', async () => {
  const chinese = await (await fetch(pathOf('chinese'))).blob();
  for await (const line of onsight.readTextStream(chinese)) {
    expect(line.text).toBe(linesOf('chinese')[0]);
    break;
  }
  expect((await onsight.readText(chinese)).lines.length).toBe(linesOf('chinese').length);
});

test('rejects with the reason of an abort, and an unknown option before any work', async () => {
  await expect(onsight.readText(image, { signal: AbortSignal.abort(new Error('changed my mind')) })).rejects.toThrow(
    'changed my mind',
  );
  // @ts-expect-error -- not an option
  await expect(onsight.readText(image, { language: 'en' })).rejects.toThrow(TypeError);
});
