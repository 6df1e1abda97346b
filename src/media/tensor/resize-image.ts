import { checkInteger } from '../../core/check.ts';
import type { Pixels } from '../image/pixels.ts';
import { precisionBits, tapsFor, type ResizeFilter, type Taps } from './resize-taps.ts';

export type { ResizeFilter } from './resize-taps.ts';

/** Part of the resized image to compute, in its pixels. */
interface ResizeWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Scales an image to `width` x `height`, bit for bit like Pillow's `Image.resize` with an antialiased filter does
 * for 8-bit RGB: a horizontal and a vertical pass in fixed point, rounded to bytes between them
 * (`src/libImaging/Resample.c` of Pillow 13). Returns `pixels` itself when the size is already right.
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
 * Like {@link resizePixels}, but computes only `window` of the result: a thin image may be millions of pixels long once
 * scaled, while a crop needs few of them.
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
  const across = tapsFor(pixels.width, { total: width, start: window.x, length: window.width }, filter);
  const down = tapsFor(pixels.height, { total: height, start: window.y, length: window.height }, filter);
  const allRows = { first: 0, count: pixels.height };
  const allColumns = { first: 0, count: pixels.width };
  const size = { width: window.width, height: window.height };
  if (sameRows) return { ...size, data: scaleAcross(pixels, across, allRows, 0, newBytes) };
  if (sameColumns) return { ...size, data: scaleDown(pixels, down, allColumns, 0, newBytes) };
  if (downFirst(pixels, width, height)) {
    const columns = spanOf(across);
    const data = scaleDown(pixels, down, columns, 0, scratchBytes);
    const between = { width: columns.count, data };
    return { ...size, data: scaleAcross(between, across, { first: 0, count: size.height }, columns.first, newBytes) };
  }
  const rows = spanOf(down);
  const between = { width: size.width, data: scaleAcross(pixels, across, rows, 0, scratchBytes) };
  return { ...size, data: scaleDown(between, down, { first: 0, count: size.width }, rows.first, newBytes) };
}

/**
 * Pillow 13 runs the vertical pass first if that saves much (older versions never do). The order matters because passes
 * round to bytes.
 */
function downFirst(pixels: Pixels, width: number, height: number): boolean {
  const fewerRows = pixels.height - height;
  return fewerRows > 0 && fewerRows > (pixels.width - width) * 2;
}

/** A range of rows or columns. */
interface Span {
  readonly first: number;
  readonly count: number;
}

/** Input range covered by the taps. */
function spanOf({ first, count }: Taps): Span {
  const last = first.length - 1;
  const start = first[0] ?? 0;
  return { first: start, count: (first[last] ?? 0) + (count[last] ?? 0) - start };
}

const half = 1 << (precisionBits - 1);

// Buffer for the image between the passes, shared by all calls; freed after an unusually large one.
const keptScratchBytes = 8 * 1024 * 1024;
let scratch = new Uint8ClampedArray(0);

type Allocate = (bytes: number) => Uint8ClampedArray<ArrayBuffer>;

const newBytes: Allocate = (bytes) => new Uint8ClampedArray(bytes);

function scratchBytes(bytes: number): Uint8ClampedArray<ArrayBuffer> {
  if (bytes > keptScratchBytes) return newBytes(bytes);
  if (scratch.length < bytes) scratch = new Uint8ClampedArray(bytes);
  return scratch;
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index below is inside its array by construction,
   and a fallback in these loops costs a fifth of their speed */

/** Pixels with an unspecified height. */
type Plane = Pick<Pixels, 'width' | 'data'>;

/** Horizontal pass over `rows` of a plane that begins with column `leftmost` of the image. */
function scaleAcross(
  plane: Plane,
  taps: Taps,
  rows: Span,
  leftmost: number,
  allocate: Allocate,
): Uint8ClampedArray<ArrayBuffer> {
  const { first, count, weights, stride } = taps;
  const source = plane.data;
  const width = first.length;
  const out = allocate(rows.count * width * 4);
  let to = 0;
  for (let y = 0; y < rows.count; y++) {
    const row = (rows.first + y) * plane.width - leftmost;
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
      // A clamped array clips to 0..255 like Pillow's clip8.
      out[to] = red >> precisionBits;
      out[to + 1] = green >> precisionBits;
      out[to + 2] = blue >> precisionBits;
      out[to + 3] = 255;
      to += 4;
    }
  }
  return out;
}

/** Vertical pass over `columns` of a plane that begins with row `topmost` of the image. */
function scaleDown(
  plane: Plane,
  taps: Taps,
  columns: Span,
  topmost: number,
  allocate: Allocate,
): Uint8ClampedArray<ArrayBuffer> {
  const { first, count, weights, stride } = taps;
  const source = plane.data;
  const height = first.length;
  const rowBytes = plane.width * 4;
  const out = allocate(height * columns.count * 4);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const left = (first[y]! - topmost) * rowBytes + columns.first * 4;
    const right = left + columns.count * 4;
    const firstWeight = y * stride;
    const lastWeight = firstWeight + count[y]!;
    for (let x = left; x < right; x += 4) {
      let from = x;
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
