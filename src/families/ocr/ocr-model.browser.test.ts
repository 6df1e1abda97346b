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

const known = new Map<TextImage, readonly string[]>();

/** The lines of an image, read once. */
async function textsOf(image: TextImage): Promise<readonly string[]> {
  const texts = known.get(image);
  if (texts !== undefined) return texts;
  const { lines } = await model.recognize(await readPixels(pathOf(image)));
  known.set(
    image,
    lines.map(({ text }) => text),
  );
  return textsOf(image);
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

/** An image drawn from another one. */
async function draw(
  image: TextImage,
  size: readonly [number, number],
  at: readonly (readonly [number, number])[],
): Promise<Pixels> {
  const bitmap = await createImageBitmap(await (await fetch(pathOf(image))).blob());
  const context = new OffscreenCanvas(...size).getContext('2d');
  for (const [x, y] of at) context?.drawImage(bitmap, x, y);
  const drawn = context?.getImageData(0, 0, ...size);
  if (drawn === undefined) throw new Error('there is no canvas');
  return { width: drawn.width, height: drawn.height, data: drawn.data };
}

test('reads a long capture in pieces, each line once', async () => {
  const times = 6;
  const page = await draw(
    'english',
    [900, 400 * times],
    Array.from({ length: times }, (_, i) => [0, 400 * i] as const),
  );
  const { lines } = await model.recognize(page);
  const expected = Array.from({ length: times }, () => linesOf('english')).flat();
  expect(lines.map(({ text }) => text.replace(/\s/g, ''))).toEqual(expected.map((line) => line.replace(/\s/g, '')));
});

test('reads a line that was cropped without margin', async () => {
  const { width, height, data } = await draw('english', [880, 44], [[-30, -34]]);
  const dark = Array.from({ length: width * height }, (_, i) => i).filter((i) => (data[4 * i] ?? 255) < 128);
  const columns = dark.map((i) => i % width);
  const [left, right, top, bottom] = [
    Math.min(...columns),
    Math.max(...columns),
    Math.floor(Math.min(...dark) / width),
    Math.floor(Math.max(...dark) / width),
  ];
  const tight = await draw('english', [right - left + 1, bottom - top + 1], [[-30 - left, -34 - top]]);
  expect((await model.recognize(tight)).lines.map(({ text }) => text)).toEqual(linesOf('english').slice(0, 1));
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
