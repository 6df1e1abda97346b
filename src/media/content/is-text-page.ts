import type { Pixels } from '../image/pixels.ts';
import { findTextLines } from './text-lines.ts';

/** Short side in pixels at which lines are detected; larger images are averaged down. */
const shortSide = 900;
/** Maximum number of windows, each classified separately and spread over a long screenshot. */
const maxWindows = 6;
/** Blocks per side with their own paper colour, because a photographed page is lit unevenly. */
const paperBlocks = 5;
/** Luma distance to the paper from which a pixel is ink, as a share of the darkest ink's, with a minimum. */
const inkShare = 0.4;
const minContrast = 16;
/** Luma distance within which paper is uniform. */
const evenPaper = 8;
/** Maximum share of the image covered by ink. */
const maxInk = 0.3;
/**
 * Thresholds measured on 66 photographs (none is text) and 60 rendered and photographed pages: the less uniform the
 * background, the more strokes are required. Photographs have at most 139 strokes in apparent lines. `between` is the
 * share of pixels that are neither paper nor ink.
 */
const enough = [
  { lines: 3, strokes: 50, paper: 0.6, between: 0.1 },
  { lines: 5, strokes: 250, paper: 0.5, between: 0.3 },
];
/**
 * True for an image that is mostly text: a page, a screenshot, a receipt, in either direction. Text is strokes on a
 * uniform background, in lines of similar height separated by empty rows. A sign or a label in a scene does not count.
 */
export function isTextPage(pixels: Pixels): boolean {
  const luma = toLuma(pixels);
  return hasLines(luma) || hasLines(transpose(luma));
}

interface Luma {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

function hasLines(luma: Luma): boolean {
  const windows = windowsOf(luma).map(judge);
  const telling = windows.filter((window) => window !== 'empty');
  return telling.length > 0 && 2 * telling.filter((window) => window === 'text').length >= telling.length;
}

/** Luma of blocks of pixels, with a short side near {@link shortSide}. */
function toLuma({ data, width, height }: Pixels): Luma {
  const factor = Math.max(1, Math.floor(Math.min(width, height) / shortSide));
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const out = new Uint8Array(columns * rows);
  const area = factor * factor * 1000;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++) {
        let at = ((y * factor + dy) * width + x * factor) * 4;
        for (let dx = 0; dx < factor; dx++, at += 4)
          sum += 299 * (data[at] ?? 0) + 587 * (data[at + 1] ?? 0) + 114 * (data[at + 2] ?? 0);
      }
      out[y * columns + x] = sum / area;
    }
  return { width: columns, height: rows, data: out };
}

function transpose({ width, height, data }: Luma): Luma {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x] ?? 0;
  return { width: height, height: width, data: out };
}

/** The image itself, or squares of a long one. */
function windowsOf(luma: Luma): readonly Luma[] {
  const { width, height } = luma;
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (long <= 2 * short) return [luma];
  const count = Math.min(maxWindows, Math.floor(long / short));
  return Array.from({ length: count }, (_, index) => {
    const from = Math.round((index * (long - short)) / (count - 1));
    return width > height ? cut(luma, from, 0, short) : cut(luma, 0, from, short);
  });
}

function cut({ width, data }: Luma, left: number, top: number, side: number): Luma {
  const out = new Uint8Array(side * side);
  for (let y = 0; y < side; y++)
    out.set(data.subarray((top + y) * width + left, (top + y) * width + left + side), y * side);
  return { width: side, height: side, data: out };
}

function judge(luma: Luma): 'text' | 'empty' | 'other' {
  const ground = groundOf(luma);
  if (ground.inkShare < 0.001) return 'empty';
  const { paper, between, inkShare } = ground;
  const possible = enough.filter((each) => paper >= each.paper && between <= each.between);
  if (possible.length === 0 || inkShare > maxInk) return 'other';
  const { lines, strokes } = findTextLines(ground.ink, luma.width, luma.height);
  return possible.some((each) => lines >= each.lines && strokes >= each.strokes) ? 'text' : 'other';
}

interface Ground {
  /** 1 per pixel of ink. */
  readonly ink: Uint8Array;
  /** Shares of the image. */
  readonly paper: number;
  readonly between: number;
  readonly inkShare: number;
}

function groundOf(luma: Luma): Ground {
  const distances = distancesToPaper(luma);
  const histogram = new Float64Array(256);
  for (const distance of distances) count(histogram, distance);
  // On a page with little text one pixel in 200 is ink; the darkest ones determine how dark ink is.
  const least = Math.max(minContrast, inkShare * quantileOf(histogram, 0.995));
  const share = (from: number, to: number): number =>
    histogram.subarray(from, to).reduce((sum, each) => sum + each, 0) / distances.length;
  const firstInk = Math.floor(least) + 1;
  return {
    ink: distances.map((distance) => (distance >= firstInk ? 1 : 0)),
    paper: share(0, evenPaper + 1),
    between: share(evenPaper + 1, firstInk),
    inkShare: share(firstInk, 256),
  };
}

function count(histogram: Float64Array, value: number): void {
  histogram[value] = (histogram[value] ?? 0) + 1;
}

/** Luma distance of each pixel to its block's paper. */
function distancesToPaper({ width, height, data }: Luma): Uint8Array {
  const out = new Uint8Array(data.length);
  const at = (index: number, size: number): number => Math.floor((index * size) / paperBlocks);
  for (let row = 0; row < paperBlocks; row++)
    for (let column = 0; column < paperBlocks; column++) {
      const histogram = new Float64Array(256);
      const [left, right] = [at(column, width), at(column + 1, width)];
      for (let y = at(row, height); y < at(row + 1, height); y++)
        for (const luma of data.subarray(y * width + left, y * width + right)) count(histogram, luma);
      const paper = peakOf(histogram);
      for (let y = at(row, height); y < at(row + 1, height); y++)
        for (let x = left; x < right; x++) out[y * width + x] = Math.abs((data[y * width + x] ?? 0) - paper);
    }
  return out;
}

/** Quantile of a histogram. */
function quantileOf(histogram: Float64Array, share: number): number {
  let left = share * histogram.reduce((sum, count) => sum + count, 0);
  const found = histogram.findIndex((count) => (left -= count) < 0);
  return found < 0 ? 255 : found;
}

/** Luma around which most pixels are. */
function peakOf(histogram: Float64Array): number {
  const reach = 6;
  let best = 0;
  let most = -1;
  for (let luma = 0; luma < 256; luma++) {
    let near = 0;
    for (let at = Math.max(0, luma - reach); at <= Math.min(255, luma + reach); at++) near += histogram[at] ?? 0;
    // Among equal sums, prefer the luma with the larger count.
    near += (histogram[luma] ?? 0) * 1e-3;
    if (near > most) {
      most = near;
      best = luma;
    }
  }
  return best;
}
