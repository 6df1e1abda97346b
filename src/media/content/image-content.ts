import { isTextPage } from './is-text-page.ts';
import type { Pixels } from '../image/pixels.ts';

/** Cells per side of the grid: averages hide sensor noise but not a distant bird. */
const cells = 48;

/** Maximum deviation of a cell from the fitted surface, of 255: nobody sees a shape below it. */
const visible = 6;

/** Pixel noise above this is texture. */
const maxNoise = 9;

/** Maximum luma of an image that counts as black. */
const blackLuma = 24;

/**
 * Distance to the surface from which a single pixel is visible: a star, a distant bird. One in 20,000 may be a hot
 * pixel.
 */
const speck = 48;

const maxSpecks = 1 / 20_000;

/** Standard deviations within which all cells of pure noise fall. */
const noiseMargin = 4.5;

interface Cell {
  readonly value: number;
  /** Centre, -1 to 1. */
  readonly x: number;
  readonly y: number;
}

/**
 * Kind of an image: a `scene`, a page of `text` (document, screenshot), or `nothing` (one colour, a smooth gradient,
 * black). Models trained on photographs hallucinate a subject for the last two.
 */
export type ImageContent = 'scene' | 'text' | 'nothing';

/** Classifies pixels by content; larger images are more reliable. */
export function contentOf(pixels: Pixels): ImageContent {
  if (isBlank(pixels)) return 'nothing';
  return isTextPage(pixels) ? 'text' : 'scene';
}

/**
 * True for an image with nothing to see: a single colour, nearly one, a smooth gradient, or black. Noise is ignored.
 *
 * @param pixels - any size; larger images keep small detail better
 */
function isBlank(pixels: Pixels): boolean {
  if (isBlack(pixels)) return true;
  return [0, 1, 2].every((channel) => isSmooth(pixels, channel));
}

/** True if every pixel is black, except for hot sensor pixels (1 in 100,000). */
function isBlack({ data }: Pixels): boolean {
  const most = data.length / 4 / 100_000;
  let bright = 0;
  for (let at = 0; at < data.length; at += 4)
    if (0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0) > blackLuma) bright++;
  return bright <= most;
}

/** True if a channel is a smooth surface plus noise. */
function isSmooth(pixels: Pixels, channel: number): boolean {
  const { means, noise, perCell } = averageCells(pixels, channel);
  if (noise > maxNoise) return false;
  const allowed = visible + (noiseMargin * noise) / Math.sqrt(perCell);
  const surface = fitSurface(means);
  return (
    means.every(({ value, x, y }) => Math.abs(value - surface(x, y)) <= allowed) && !hasSpecks(pixels, channel, surface)
  );
}

function hasSpecks(
  { data, width, height }: Pixels,
  channel: number,
  surface: (x: number, y: number) => number,
): boolean {
  let specks = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const expected = surface((2 * x + 1) / width - 1, (2 * y + 1) / height - 1);
      if (Math.abs((data[(y * width + x) * 4 + channel] ?? 0) - expected) > speck) specks++;
    }
  return specks > maxSpecks * width * height;
}

/** Mean of each cell, and the median of the deviations within cells. */
function averageCells(
  { data, width, height }: Pixels,
  channel: number,
): { readonly means: readonly Cell[]; readonly noise: number; readonly perCell: number } {
  const [columns, rows] = [Math.min(cells, width), Math.min(cells, height)];
  const means: Cell[] = [];
  const deviations: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)];
      let sum = 0;
      let squares = 0;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) {
          const value = data[(y * width + x) * 4 + channel] ?? 0;
          sum += value;
          squares += value * value;
        }
      const count = (bottom - top) * (right - left);
      const value = sum / count;
      means.push({ value, x: (2 * column + 1) / columns - 1, y: (2 * row + 1) / rows - 1 });
      deviations.push(Math.sqrt(Math.max(0, squares / count - value * value)));
    }
  }
  deviations.sort((a, b) => a - b);
  return {
    means,
    noise: deviations[deviations.length >> 1] ?? 0,
    perCell: (width * height) / (columns * rows),
  };
}

/** Least-squares fit of a quadratic surface to the cells: a gradient, a vignette. */
function fitSurface(means: readonly Cell[]): (x: number, y: number) => number {
  const terms = (x: number, y: number): readonly number[] => [1, x, y, x * x, x * y, y * y];
  const size = 6;
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const { value, x, y } of means) {
    const row = terms(x, y);
    for (const [i, equation] of system.entries()) {
      const left = row[i] ?? 0;
      for (let j = 0; j < size; j++) equation[j] = (equation[j] ?? 0) + left * (row[j] ?? 0);
      equation[size] = (equation[size] ?? 0) + left * value;
    }
  }
  // An image of one row has no curvature across it; damping the coefficients slightly keeps the system solvable.
  for (const [i, equation] of system.entries()) equation[i] = (equation[i] ?? 0) + 1e-6 * means.length;
  const solution = solve(system);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = solution;
  return (x, y) => a + b * x + c * y + d * x * x + e * x * y + f * y * y;
}

/** Gaussian elimination; the matrix is symmetric positive definite, so no pivot is zero. */
function solve(system: number[][]): readonly number[] {
  for (const [i, pivot] of system.entries())
    for (const [k, other] of system.entries()) {
      if (k === i) continue;
      const factor = (other[i] ?? 0) / (pivot[i] ?? 1);
      for (let j = i; j < pivot.length; j++) other[j] = (other[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  return system.map((equation, i) => (equation.at(-1) ?? 0) / (equation[i] ?? 1));
}
