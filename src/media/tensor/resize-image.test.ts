import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pixels } from '../image/pixels.ts';
import { resizePixels, resizeToWindow, type ResizeFilter } from './resize-image.ts';

const side = fc.integer({ min: 1, max: 40 });
const filter = fc.constantFrom<ResizeFilter>('bicubic', 'bilinear', 'hamming', 'lanczos');
const byte = fc.integer({ min: 0, max: 255 });

const image = fc.tuple(side, side).chain(([width, height]) =>
  fc.array(byte, { minLength: width * height * 3, maxLength: width * height * 3 }).map((samples) => {
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (const [i, value] of samples.entries()) data[Math.floor(i / 3) * 4 + (i % 3)] = value;
    return { width, height, data } satisfies Pixels;
  }),
);

function plain(width: number, height: number, colour: readonly number[]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < data.length; at += 4) data.set([...colour, 255], at);
  return { width, height, data };
}

/** Swaps rows and columns. */
function transposed({ width, height, data }: Pixels): Pixels {
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      out.set(data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4), (x * height + y) * 4);
    }
  }
  return { width: height, height: width, data: out };
}

function mirrored({ width, height, data }: Pixels): Pixels {
  const out = new Uint8ClampedArray(data.length);
  for (let at = 0; at < width * height; at++) {
    const to = at - (at % width) + (width - 1 - (at % width));
    out.set(data.subarray(at * 4, at * 4 + 4), to * 4);
  }
  return { width, height, data: out };
}

describe('resizePixels', () => {
  test('keeps a uniform image uniform', () => {
    fc.assert(
      fc.property(side, side, side, side, filter, byte, byte, byte, (w, h, width, height, kind, ...colour) => {
        expect(resizePixels(plain(w, h, colour), width, height, kind)).toEqual(plain(width, height, colour));
      }),
    );
  });

  test('returns an image that already has the size', () => {
    fc.assert(
      fc.property(image, filter, (pixels, kind) => {
        expect(resizePixels(pixels, pixels.width, pixels.height, kind)).toBe(pixels);
      }),
    );
  });

  test('returns opaque pixels of the requested size and leaves its input unchanged', () => {
    fc.assert(
      fc.property(image, side, side, filter, (pixels, width, height, kind) => {
        const before = pixels.data.slice();
        const { data, ...size } = resizePixels(pixels, width, height, kind);
        expect(size).toEqual({ width, height });
        expect(data).toHaveLength(width * height * 4);
        expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
        expect(pixels.data).toEqual(before);
      }),
    );
  });

  test('treats both axes alike', () => {
    fc.assert(
      fc.property(image, side, filter, (pixels, width, kind) => {
        const across = resizePixels(pixels, width, pixels.height, kind);
        const down = resizePixels(transposed(pixels), pixels.height, width, kind);
        expect(down).toEqual(transposed(across));
      }),
    );
  });

  test('bilinear stays within the range of its input', () => {
    fc.assert(
      fc.property(image, side, side, (pixels, width, height) => {
        const colours = ({ data }: Pixels): number[] => Array.from(data).filter((_, i) => i % 4 !== 3);
        const [low, high] = [Math.min(...colours(pixels)), Math.max(...colours(pixels))];
        const resized = colours(resizePixels(pixels, width, height, 'bilinear'));
        expect(Math.min(...resized)).toBeGreaterThanOrEqual(low);
        expect(Math.max(...resized)).toBeLessThanOrEqual(high);
      }),
    );
  });

  test('commutes with mirroring, within rounding', () => {
    fc.assert(
      fc.property(image, side, side, filter, (pixels, width, height, kind) => {
        const one = resizePixels(mirrored(pixels), width, height, kind).data;
        const other = mirrored(resizePixels(pixels, width, height, kind)).data;
        // Each pass rounds; a lanczos filter can multiply the first rounding by 1.5.
        expect(Math.max(...one.map((value, i) => Math.abs(value - other[i]!)))).toBeLessThanOrEqual(3);
      }),
    );
  });

  test.each([0, -1, 1.5, NaN])('rejects a width of %s', (width) => {
    expect(() => resizePixels(plain(2, 2, [1, 2, 3]), width, 2)).toThrow(RangeError);
  });
});

test('resizeToWindow equals that part of the whole', () => {
  fc.assert(
    fc.property(
      image,
      side,
      side,
      filter,
      fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
      (pixels, w, h, kind, n) => {
        const [x, y] = [n[0] % w, n[1] % h];
        const window = { x, y, width: 1 + (n[2] % (w - x)), height: 1 + (n[3] % (h - y)) };
        const whole = resizePixels(pixels, w, h, kind);
        const part = resizeToWindow(pixels, w, h, window, kind);
        for (let row = 0; row < window.height; row++) {
          const from = ((y + row) * w + x) * 4;
          const expected = whole.data.subarray(from, from + window.width * 4);
          expect(part.data.subarray(row * window.width * 4, (row + 1) * window.width * 4)).toEqual(expected);
        }
      },
    ),
  );
});

// Pillow 13: Image.fromarray(…).resize((width, 1), filter).
test.each<[ResizeFilter, number, readonly number[]]>([
  ['nearest', 3, [20, 40, 60]],
  ['nearest', 11, [10, 10, 20, 30, 30, 40, 50, 50, 60, 70, 70]],
  ['box', 3, [15, 40, 65]],
  ['box', 5, [10, 25, 40, 55, 70]],
  ['hamming', 5, [12, 26, 40, 54, 68]],
  ['hamming', 11, [10, 14, 20, 29, 32, 40, 48, 51, 60, 66, 70]],
])('%s to %i columns equals Pillow', (filter, width, expected) => {
  const row = {
    width: 7,
    height: 1,
    data: new Uint8ClampedArray([10, 20, 30, 40, 50, 60, 70].flatMap((v) => [v, v, v, 255])),
  };
  const { data } = resizePixels(row, width, 1, filter);
  expect(Array.from({ length: width }, (_, x) => data[4 * x])).toEqual(expected);
});
