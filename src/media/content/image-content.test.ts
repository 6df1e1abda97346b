import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOf } from './image-content.ts';
import type { Pixels } from '../image/pixels.ts';

type Paint = (x: number, y: number) => readonly [number, number, number];

function paint(width: number, height: number, at: Paint): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set([...at(x, y), 255], (y * width + x) * 4);
  return { width, height, data };
}

/** Deterministic noise with standard deviation 1. */
function noise(x: number, y: number): number {
  const unit = (salt: number): number => {
    const value = Math.sin(x * 12.9898 + y * 78.233 + salt * 37.719) * 43758.5453;
    return value - Math.floor(value);
  };
  return (unit(1) + unit(2) + unit(3) + unit(4) - 2) * Math.sqrt(3);
}

const byte = fc.integer({ min: 0, max: 255 });

test('classifies any single colour at any size as nothing', () => {
  const side = fc.integer({ min: 1, max: 90 });
  fc.assert(
    fc.property(byte, byte, byte, side, side, (red, green, blue, width, height) => {
      expect(contentOf(paint(width, height, () => [red, green, blue]))).toBe('nothing');
    }),
  );
});

test('classifies a smooth gradient in any direction as nothing', () => {
  const slope = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(slope, slope, (across, down) => {
      const value = (x: number, y: number): number => 128 + 60 * across * (x / 40 - 1) + 60 * down * (y / 30 - 1);
      const image = paint(80, 60, (x, y) => [value(x, y), 255 - value(x, y), 90]);
      expect(contentOf(image)).toBe('nothing');
    }),
  );
});

test.each([0, 4, 60, 128, 250])('classifies sensor noise around %i as nothing', (level) => {
  const value = (x: number, y: number): number => level + 5 * noise(x, y);
  expect(contentOf(paint(320, 240, (x, y) => [value(x, y), value(y, x), value(x + 9, y)]))).toBe('nothing');
});

test.each<[string, Paint]>([
  ['a moon in a black sky', (x, y) => ((x - 200) ** 2 + (y - 90) ** 2 < 300 ? [240, 240, 220] : [0, 0, 0])],
  ['a bird far away', (x, y) => (Math.abs(x - 100) < 4 && Math.abs(y - 60) < 3 ? [20, 20, 20] : [130, 180, 230])],
  ['a horizon', (_, y) => (y < 120 ? [150, 190, 230] : [60, 110, 50])],
  ['stars', (x, y) => (noise(x, y) > 3 ? [255, 255, 255] : [0, 0, 0])],
  ['a chequered board', (x, y) => ((x >> 4) % 2 === (y >> 4) % 2 ? [255, 255, 255] : [0, 0, 0])],
  ['stripes', (_, y) => ((y >> 3) % 2 === 0 ? [255, 255, 255] : [0, 0, 0])],
  ['windows of a house', (x, y) => (x % 24 < 12 && y % 30 < 20 ? [60, 70, 90] : [250, 250, 250])],
  ['texture', (x, y) => [128 + 60 * noise(x, y), 128, 128]],
])('classifies %s as a scene', (_, at) => {
  expect(contentOf(paint(320, 240, at))).toBe('scene');
});
