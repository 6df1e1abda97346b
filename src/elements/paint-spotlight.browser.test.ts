import { expect, test } from 'vitest';
import { paintSpotlight } from './paint-spotlight.ts';

function redImage(width: number, height: number): OffscreenCanvas {
  const image = new OffscreenCanvas(width, height);
  const context = image.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = '#d02010';
  context.fillRect(0, 0, width, height);
  return image;
}

function pixelAt(canvas: OffscreenCanvas, x: number, y: number): readonly number[] {
  return [...(canvas.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])];
}

test('keeps the image where the heat is and dims the rest to dark grey', () => {
  const canvas = new OffscreenCanvas(140, 70);
  const data = new Float32Array(49);
  data[3 * 7 + 5] = 1;
  paintSpotlight(canvas, redImage(140, 70), { data, columns: 7, rows: 7 });
  expect(pixelAt(canvas, 110, 35)).toEqual([0xd0, 0x20, 0x10, 255]);
  const [red = 0, green = 0, blue = 0, alpha] = pixelAt(canvas, 10, 35);
  expect(alpha).toBe(255);
  expect(red).toBeLessThan(0xd0 / 2);
  // Almost grey: the channels are close together.
  expect(red - Math.min(green, blue)).toBeLessThan(40);
});

test('keeps the whole image lit for uniform heat; repainting starts over', () => {
  const canvas = new OffscreenCanvas(60, 60);
  const dark = new Float32Array(4);
  dark[0] = 1;
  paintSpotlight(canvas, redImage(60, 60), { data: dark, columns: 2, rows: 2 });
  paintSpotlight(canvas, redImage(60, 60), { data: new Float32Array(4).fill(0.25), columns: 2, rows: 2 });
  expect(pixelAt(canvas, 30, 30)).toEqual([0xd0, 0x20, 0x10, 255]);
});

test('leaves an empty canvas alone', () => {
  const canvas = new OffscreenCanvas(0, 40);
  paintSpotlight(canvas, redImage(4, 40), { data: new Float32Array([1, 0]), columns: 1, rows: 2 });
  expect(canvas.width).toBe(0);
});
