import { afterAll, expect, test } from 'vitest';
import { isLongForm } from '../../../fixtures/long-form.ts';
import { characterError, lineError } from '../../../fixtures/ocr/text-error.ts';
import { linesOf, pathOf, textImages, type TextImage } from '../../../fixtures/ocr/text-images.ts';
import { decodeImage } from '../../media/image/decode-image.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import { openPack } from '../blip/testdata/open-pack.ts';
import { OcrModel } from './ocr-model.ts';

const samples = (await (await fetch('/samples/samples.json')).json()) as readonly { readonly file: string }[];
const { sessions, opened } = await openPack('/models/ocr');
const model = new OcrModel({ sessions });
afterAll(async () => {
  await model.dispose();
  await sessions[Symbol.asyncDispose]();
});

async function readPixels(path: string): Promise<Pixels> {
  return (await decodeImage(await (await fetch(path)).blob(), { minSize: [65_535, 65_535] })).pixels;
}

async function textsOf(image: TextImage): Promise<readonly string[]> {
  const { lines } = await model.recognize(await readPixels(pathOf(image)));
  return lines.map(({ text }) => text);
}

test('opens no session before the first image', () => {
  expect(opened).toEqual([]);
});

const inCi: readonly TextImage[] = [
  'turned-12',
  'turned-180',
  'turned-270',
  'two-columns',
  'vertical-chinese',
  'signs',
];

test.each(isLongForm ? textImages : inCi)('reads "%s" in order', async (image) => {
  const texts = await textsOf(image);
  // The worst of them, measured: one of fifteen characters.
  expect(characterError(linesOf(image), texts)).toBeLessThan(0.07);
});

test('reads rows of a receipt from left to right', async () => {
  const texts = await textsOf('receipt');
  expect(characterError(linesOf('receipt'), texts)).toBeLessThan(0.02);
  expect(texts.indexOf('10.95')).toBe(texts.indexOf('SUBTOTAL') + 1);
});

test('misses at most 5 % of the characters of a line', async () => {
  const errors = [];
  for (const image of inCi) errors.push(lineError(linesOf(image), await textsOf(image)));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.05);
});

/** Photographs in which something looks like letters: strings, crockery, windows. */
const looksLikeText = ['old-kitchen-with-stove.jpg', 'mariachi-band-playing-guitars.jpg', 'neuschwanstein-castle.jpg'];
const photos = isLongForm ? samples.map(({ file }) => file) : looksLikeText;

test.each(photos.filter((photo) => photo !== 'route-66-road-sign.jpg'))('finds no line in %s', async (photo) => {
  expect(await model.recognize(await readPixels(`/samples/${photo}`))).toEqual({ text: '', lines: [] });
});

test('reads the sign of a road', async () => {
  const { text } = await model.recognize(await readPixels('/samples/route-66-road-sign.jpg'));
  expect(text).toMatch(/^ROUTE\n6/);
});

test('gives each line a quad along the text and words inside it', async () => {
  const { lines } = await model.recognize(await readPixels(pathOf('turned-270')));
  // Turned clockwise: text runs down, and the next line is at the left.
  const [first, second] = lines;
  const [start = [0, 0], end = [0, 0]] = first?.quad ?? [];
  expect(end[1] - start[1]).toBeGreaterThan(0.5);
  expect(second?.quad[0][0]).toBeLessThan(start[0]);
  expect(first?.words.map(({ text }) => text).join(' ')).toBe(first?.text);
  const starts = first?.words.map(({ quad: [[, y]] }) => y) ?? [];
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
});

test('stops between lines once aborted', async () => {
  const controller = new AbortController();
  const seen: string[] = [];
  const reading = model.recognize(await readPixels(pathOf('two-columns')), {
    signal: controller.signal,
    onLine: ({ text }) => {
      seen.push(text);
      if (seen.length === 2) controller.abort(new DOMException('enough', 'AbortError'));
      return Promise.resolve();
    },
  });
  await expect(reading).rejects.toThrow('enough');
  expect(seen).toEqual(linesOf('two-columns').slice(0, 2));
});
