import { expect, test } from 'vitest';
import { decodeImage } from '../image/decode-image.ts';
import { contentOf } from './image-content.ts';

const words = 'invoice of the annual bicycle repair and a weather forecast please call when you arrive at home'.split(
  ' ',
);

interface Page {
  readonly size: readonly [width: number, height: number];
  readonly font: number;
  readonly ink: string;
  readonly paper: string;
}

/** A page of words, ragged on the right, with space for a heading after every ninth line. */
function drawPage({ size: [width, height], font, ink, paper }: Page): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  context.fillStyle = ink;
  context.font = `${font}px sans-serif`;
  for (let y = 2 * font, row = 0; y < height - font; y += (row % 9 === 8 ? 3.5 : 1.5) * font, row++) {
    let text = '';
    for (let at = 0; ; at++) {
      const longer = `${text} ${words[(row * 5 + at * 3) % words.length]}`;
      if (context.measureText(longer).width > (0.75 + 0.15 * ((row * 7) % 2)) * width) break;
      text = longer;
    }
    context.fillText(text, 0.04 * width, y);
  }
  return canvas;
}

async function contentOfDrawn(canvas: OffscreenCanvas): Promise<string> {
  return contentOf((await decodeImage(await canvas.convertToBlob())).pixels);
}

async function sample(name: string): Promise<Blob> {
  return (await fetch(`/samples/${name}`)).blob();
}

test.each<[string, Page]>([
  ['a page', { size: [800, 1100], font: 18, ink: '#111', paper: '#fdfdfb' }],
  ['a small page', { size: [480, 640], font: 14, ink: '#222', paper: '#fff' }],
  ['a screen of a phone', { size: [1080, 2340], font: 40, ink: '#222', paper: '#fff' }],
  ['a dark screen', { size: [1080, 2340], font: 40, ink: '#e8e8e8', paper: '#121212' }],
  ['a long screenshot', { size: [1080, 21_600], font: 36, ink: '#222', paper: '#fff' }],
  ['a dark long screenshot', { size: [1080, 9000], font: 44, ink: '#eee', paper: '#121212' }],
])('classifies %s of words as text', async (_, page) => {
  expect(await contentOfDrawn(drawPage(page))).toBe('text');
});

test('classifies a long screenshot of text with a few photos as text, and one of photos as a scene', async () => {
  const photos = await Promise.all(
    [
      'golden-retriever-panting.jpg',
      'red-crab-on-sand.jpg',
      'cup-of-espresso-on-table.jpg',
      'brown-hens-on-lawn.jpg',
    ].map(async (name) => createImageBitmap(await sample(name))),
  );
  const article = drawPage({ size: [1080, 16_000], font: 36, ink: '#222', paper: '#fff' });
  for (const [index, photo] of photos.entries())
    article.getContext('2d')!.drawImage(photo, 48, 900 + index * 4000, 984, 656);
  expect(await contentOfDrawn(article)).toBe('text');
  const feed = new OffscreenCanvas(1080, 5760);
  for (let at = 0; at < 8; at++) feed.getContext('2d')!.drawImage(photos[at % photos.length]!, 0, at * 720, 1080, 720);
  expect(await contentOfDrawn(feed)).toBe('scene');
});
