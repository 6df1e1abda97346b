import type { HeatMap } from '../math/heat-map.ts';

/** Options of {@link paintSpotlight}. */
export interface SpotlightOptions {
  /** Darkness of the rest, 0 to 1. @defaultValue 0.62 */
  readonly dim?: number;
  /** Share of the strongest heat from which a place is fully lit, 0 to 1. @defaultValue 0.6 */
  readonly lit?: number;
}

/** Side of the mask in pixels: it is smooth, so the browser scales it up. */
const maskSide = 96;

/**
 * Paints an image with a spotlight where the model's attention is: that part is unchanged, the rest is dimmed and
 * desaturated. The canvas keeps its size; the image fills it.
 *
 * @param canvas - canvas with the image's aspect ratio
 * @param image - image that the heat was computed for
 * @param heat - heat of a caption's word, an answer, or a search hit
 * @example
 * ```ts
 * const { words } = await onsight.caption(file);
 * paintSpotlight(canvas, bitmap, words[1].heat);
 * ```
 */
export function paintSpotlight(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  image: CanvasImageSource,
  heat: HeatMap,
  { dim = 0.62, lit = 0.6 }: SpotlightOptions = {},
): void {
  const { width, height } = canvas;
  // A canvas without any area, which would throw on drawing.
  if (width === 0 || height === 0) return;
  const target = contextOf(canvas);
  target.clearRect(0, 0, width, height);
  target.drawImage(image, 0, 0, width, height);
  const shade = contextOf(new OffscreenCanvas(width, height));
  shade.drawImage(image, 0, 0, width, height);
  // Blends with grey, because Safari's canvas has no `filter`.
  shade.globalCompositeOperation = 'saturation';
  shade.fillStyle = 'hsl(0 0% 50%)';
  shade.globalAlpha = 0.85;
  shade.fillRect(0, 0, width, height);
  shade.globalCompositeOperation = 'source-over';
  shade.globalAlpha = dim;
  shade.fillStyle = '#000';
  shade.fillRect(0, 0, width, height);
  shade.globalCompositeOperation = 'destination-out';
  shade.globalAlpha = 1;
  shade.imageSmoothingQuality = 'high';
  shade.drawImage(toMask(heat, lit), 0, 0, width, height);
  target.drawImage(shade.canvas, 0, 0);
}

/** Opaque where lit. */
function toMask(heat: HeatMap, lit: number): OffscreenCanvas {
  const values = smooth(standOut(heat));
  const most = values.reduce((max, value) => Math.max(max, value), 0) || 1;
  const pixels = new ImageData(maskSide, maskSide);
  for (const [at, value] of values.entries()) {
    const share = Math.min(1, value / (most * lit));
    pixels.data[4 * at + 3] = Math.round(255 * share * share * (3 - 2 * share));
  }
  const canvas = new OffscreenCanvas(maskSide, maskSide);
  contextOf(canvas).putImageData(pixels, 0, 0);
  return canvas;
}

/** Minimum ratio of the strongest value to the median for a spotlight to make sense. */
const minContrast = 1.05;

/** Attention is spread thinly over a whole image: keep what is above the median, if anything stands out. */
function standOut(heat: HeatMap): HeatMap {
  const sorted = heat.data.toSorted();
  const middle = sorted[sorted.length >> 1] ?? 0;
  if ((sorted.at(-1) ?? 0) < middle * minContrast) return heat;
  return { ...heat, data: heat.data.map((value) => Math.max(0, value - middle)) };
}

/** The grid as a smooth field: a Gaussian per cell, as wide as the cell, so that cells are invisible. */
function smooth({ data, columns, rows }: HeatMap): Float32Array {
  const across = bumps(columns);
  const down = bumps(rows);
  const field = new Float32Array(maskSide * maskSide);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const value = data[row * columns + column] ?? 0;
      for (let y = 0; y < maskSide; y += 1) {
        const weight = value * (down[row * maskSide + y] ?? 0);
        if (weight < 1e-6) continue;
        for (let x = 0; x < maskSide; x += 1)
          field[y * maskSide + x] = (field[y * maskSide + x] ?? 0) + weight * (across[column * maskSide + x] ?? 0);
      }
    }
  return field;
}

/** Gaussian of each of `cells` along a side over the mask, concatenated. */
function bumps(cells: number): Float32Array {
  const deviation = 0.6;
  return Float32Array.from({ length: cells * maskSide }, (_, at) => {
    const distance = (((at % maskSide) + 0.5) * cells) / maskSide - (Math.floor(at / maskSide) + 0.5);
    return Math.exp(-0.5 * (distance / deviation) ** 2);
  });
}

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

function contextOf(canvas: HTMLCanvasElement | OffscreenCanvas): Context {
  // Separate calls, because the union of the two canvas types has no common overload.
  const context = canvas instanceof OffscreenCanvas ? canvas.getContext('2d') : canvas.getContext('2d');
  if (context === null) throw new TypeError('Expected `canvas` to have a 2d context.');
  return context;
}
