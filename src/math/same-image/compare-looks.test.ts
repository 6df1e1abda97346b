import { expect, test } from 'vitest';
import { compareLooks } from './compare-looks.ts';
import { toLook } from './image-look.ts';

interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Grey values from 0 to 255 by place, from 0 to 1. */
type Scene = (x: number, y: number) => number;

function image(width: number, height: number, scene: Scene): Image {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      data.fill(scene((x + 0.5) / width, (y + 0.5) / height), 4 * (y * width + x), 4 * (y * width + x) + 3);
  return { width, height, data };
}

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Forty ellipses of any size and grey. */
function blobs(seed: number): Scene {
  const next = random(seed + 1);
  const shapes = Array.from({ length: 40 }, () => ({
    x: next(),
    y: next(),
    a: 0.02 + next() * 0.2,
    b: 0.02 + next() * 0.2,
    grey: next() * 255,
  }));
  return (x, y) => shapes.findLast((s) => ((x - s.x) / s.a) ** 2 + ((y - s.y) / s.b) ** 2 < 1)?.grey ?? 128;
}

/** Thirty lines of words of any length, all pages alike but for the words. */
function page(seed: number): Scene {
  const next = random(seed + 1);
  const lines = Array.from({ length: 30 }, () => {
    const breaks = [0.1];
    while (breaks.at(-1)! < 0.8) breaks.push(breaks.at(-1)! + 0.04 + next() * 0.1);
    return breaks;
  });
  return (x, y) => {
    const line = Math.floor((y - 0.08) * 35);
    const isLine = (y - 0.08) * 35 - line < 0.5;
    const at = lines[line]?.findIndex((start) => x < start) ?? -1;
    return isLine && at > 0 && x < (lines[line]?.[at] ?? 0) - 0.02 ? 30 : 250;
  };
}

const [width, height] = [300, 200];
const scene = blobs(1);
const look = (of: Scene, w = width, h = height): ReturnType<typeof toLook> => toLook(image(w, h, of));
const cut =
  (of: Scene, l: number, t: number, r: number, b: number): Scene =>
  (x, y) =>
    of(l + x * (1 - l - r), t + y * (1 - t - b));

test.each<[string, ReturnType<typeof toLook>]>([
  ['a smaller one', look(scene, 150, 100)],
  ['a brighter one', look((x, y) => scene(x, y) * 1.3)],
  ['a darker one', look((x, y) => scene(x, y) * 0.6)],
  ['one cut at all edges', look(cut(scene, 0.08, 0.08, 0.08, 0.08), 252, 168)],
  ['one cut at two edges', look(cut(scene, 0.1, 0, 0, 0.06), 270, 188)],
  ['one turned left', look((x, y) => scene(1 - y, x), 200, 300)],
  ['one turned right', look((x, y) => scene(y, 1 - x), 200, 300)],
  ['one turned upside down', look((x, y) => scene(1 - x, 1 - y))],
  ['one mirrored', look((x, y) => scene(1 - x, y))],
  ['one turned, cut and brighter', look((x, y) => 1.2 * cut(scene, 0.05, 0.04, 0.03, 0)(1 - y, x), 192, 276)],
])('the same image: %s', (_, other) => {
  expect(compareLooks(look(scene), other)).toBe('same');
  expect(compareLooks(other, look(scene))).toBe('same');
});

test('different scenes are different', () => {
  const looks = Array.from({ length: 8 }, (_, seed) => look(blobs(seed)));
  for (const [i, a] of looks.entries()) for (const b of looks.slice(0, i)) expect(compareLooks(a, b)).toBe('different');
});

test('pages of one book differ unless the words are the same', () => {
  const pages = Array.from({ length: 3 }, (_, n) => look(page(n * 1_000_003), 300, 420));
  for (const [i, a] of pages.entries()) for (const b of pages.slice(0, i)) expect(compareLooks(a, b)).toBe('different');
  expect(compareLooks(look(page(0), 300, 420), look(page(0), 200, 280))).toBe('same');
});

test('an image in which one thing changed is similar', () => {
  const changed: Scene = (x, y) => ((x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.05 ? blobs(77)(x, y) : scene(x, y));
  expect(compareLooks(look(scene), look(changed))).toBe('similar');
});

test('an image without structure matches no other', () => {
  const dark = (seed: number): ReturnType<typeof toLook> => {
    const next = random(seed);
    return look(() => 3 + next() * 6);
  };
  for (const other of [dark(1_000_003), dark(7_654_321), look(() => 0)])
    expect(compareLooks(dark(1), other)).toBe('different');
});
