import { checkInteger } from '../core/check.ts';
import type { Pixels } from './pixels.ts';
import { precisionBits, tapsFor, type ResizeFilter, type Taps } from './resize-taps.ts';

export type { ResizeFilter } from './resize-taps.ts';

/** The part of the resized picture that is wanted, in its pixels. */
export interface ResizeWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The picture scaled to `width` x `height`, bit for bit as Pillow's `Image.resize` with an antialiased filter does it
 * for 8-bit RGB: a horizontal pass, then a vertical one, in fixed point, rounded to bytes between them
 * (`src/libImaging/Resample.c`). Returns `pixels` itself when the size is already right.
 *
 * @throws RangeError for a width or height below 1.
 * @example
 * ```ts
 * const small = resizePixels(photo, 224, 224); // photo: 640 x 427
 * small.data.length; // 200704
 * ```
 */
export function resizePixels(pixels: Pixels, width: number, height: number, filter: ResizeFilter = 'bicubic'): Pixels {
  return resizeToWindow(pixels, width, height, { x: 0, y: 0, width, height }, filter);
}

/**
 * As {@link resizePixels}, but only `window` of the result is computed: a thin picture may be millions of pixels long
 * once it is scaled, and a crop needs few of them.
 */
export function resizeToWindow(
  pixels: Pixels,
  width: number,
  height: number,
  window: ResizeWindow,
  filter: ResizeFilter = 'bicubic',
): Pixels {
  checkInteger('width', width, 1);
  checkInteger('height', height, 1);
  checkInteger('window.x', window.x, 0, width - window.width);
  checkInteger('window.y', window.y, 0, height - window.height);
  const sameRows = pixels.height === height && window.y === 0 && window.height === height;
  const sameColumns = pixels.width === width && window.x === 0 && window.width === width;
  if (sameRows && sameColumns) return pixels;
  const down = tapsFor(pixels.height, { total: height, start: window.y, length: window.height }, filter);
  const rows = sameRows ? { first: 0, count: pixels.height } : rowsSeen(down);
  const across = tapsFor(pixels.width, { total: width, start: window.x, length: window.width }, filter);
  const { source, firstRow } = sameColumns
    ? { source: pixels.data, firstRow: 0 }
    : { source: scaleRows(pixels, across, rows, !sameRows), firstRow: rows.first };
  const data = sameRows ? new Uint8ClampedArray(source) : scaleColumns(source, window.width, down, firstRow);
  return { width: window.width, height: window.height, data };
}

interface RowRange {
  readonly first: number;
  readonly count: number;
}

function rowsSeen(taps: Taps): RowRange {
  const last = taps.first.length - 1;
  const first = taps.first[0] ?? 0;
  return { first, count: (taps.first[last] ?? 0) + (taps.count[last] ?? 0) - first };
}

const half = 1 << (precisionBits - 1);

// The picture between the passes: one buffer for all calls, let go when an uncommonly big one was needed.
const keptScratchBytes = 8 * 1024 * 1024;
let scratch = new Uint8ClampedArray(0);

function scratchOf(bytes: number): Uint8ClampedArray<ArrayBuffer> {
  if (bytes > keptScratchBytes) return new Uint8ClampedArray(bytes);
  if (scratch.length < bytes) scratch = new Uint8ClampedArray(bytes);
  return scratch;
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index below is inside its array by construction,
   and a fallback in these loops costs a fifth of their speed */

/** Horizontal pass over the rows that the vertical pass will look at. */
function scaleRows(pixels: Pixels, taps: Taps, rows: RowRange, temporary: boolean): Uint8ClampedArray<ArrayBuffer> {
  const { first, count, weights, stride } = taps;
  const source = pixels.data;
  const width = first.length;
  const bytes = rows.count * width * 4;
  const out = temporary ? scratchOf(bytes) : new Uint8ClampedArray(bytes);
  let to = 0;
  for (let y = 0; y < rows.count; y++) {
    const row = (rows.first + y) * pixels.width;
    for (let x = 0; x < width; x++) {
      let from = (row + first[x]!) * 4;
      const firstWeight = x * stride;
      const lastWeight = firstWeight + count[x]!;
      let red = half;
      let green = half;
      let blue = half;
      for (let k = firstWeight; k < lastWeight; k++, from += 4) {
        const weight = weights[k]!;
        red = (red + source[from]! * weight) | 0;
        green = (green + source[from + 1]! * weight) | 0;
        blue = (blue + source[from + 2]! * weight) | 0;
      }
      // A clamped array clips to 0..255 as Pillow's clip8 does.
      out[to] = red >> precisionBits;
      out[to + 1] = green >> precisionBits;
      out[to + 2] = blue >> precisionBits;
      out[to + 3] = 255;
      to += 4;
    }
  }
  return out;
}

/** Vertical pass; `source` begins with row `firstRow` of the picture. */
function scaleColumns(
  source: Uint8ClampedArray,
  width: number,
  taps: Taps,
  firstRow: number,
): Uint8ClampedArray<ArrayBuffer> {
  const { first, count, weights, stride } = taps;
  const height = first.length;
  const rowBytes = width * 4;
  const out = new Uint8ClampedArray(height * rowBytes);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const top = (first[y]! - firstRow) * rowBytes;
    const firstWeight = y * stride;
    const lastWeight = firstWeight + count[y]!;
    for (let x = 0; x < rowBytes; x += 4) {
      let from = top + x;
      let red = half;
      let green = half;
      let blue = half;
      for (let k = firstWeight; k < lastWeight; k++, from += rowBytes) {
        const weight = weights[k]!;
        red = (red + source[from]! * weight) | 0;
        green = (green + source[from + 1]! * weight) | 0;
        blue = (blue + source[from + 2]! * weight) | 0;
      }
      out[to] = red >> precisionBits;
      out[to + 1] = green >> precisionBits;
      out[to + 2] = blue >> precisionBits;
      out[to + 3] = 255;
      to += 4;
    }
  }
  return out;
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */
