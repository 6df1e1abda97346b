import type { Pixels } from './pixels.ts';

/** Any decoded image that a canvas can draw. */
type Drawable = ImageBitmap | VideoFrame;

/** Maximum number of pixels kept per image (64 MB); up to it, images are not downscaled after decoding. */
export const maxKeptPixels = 16e6;

// Images are read through one small canvas, which avoids a second copy and the canvas size limit.
const tileSide = 2048;

/**
 * Reads a drawable as sRGB pixels on white. Above {@link maxKeptPixels} it is downscaled by an integer factor,
 * averaging blocks of pixels, as long as neither side falls below `minSize` (see {@link reductionFactor}).
 */
export function readPixels(
  source: Drawable,
  width: number,
  height: number,
  minSize: readonly [number, number],
): Pixels {
  const factor = width * height <= maxKeptPixels ? 1 : reductionFactor(width, height, minSize);
  const context = tileContext(Math.min(width, tileSide), Math.min(height, tileSide));
  if (factor === 1 && width <= tileSide && height <= tileSide) {
    return { width, height, data: drawTile(context, source, 0, 0, width, height) };
  }
  const out: Reduced = {
    factor,
    width: Math.ceil(width / factor),
    height: Math.ceil(height / factor),
    data: new Uint8ClampedArray(Math.ceil(width / factor) * Math.ceil(height / factor) * 4),
  };
  // Tiles start at multiples of the factor, so that no block spans two tiles.
  const step = tileSide - (tileSide % factor);
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const [tileWidth, tileHeight] = [Math.min(step, width - x), Math.min(step, height - y)];
      const tileData = drawTile(context, source, x, y, tileWidth, tileHeight);
      if (factor === 1) copyInto(out, tileData, x, y, tileWidth);
      else averageInto(out, tileData, x, y, tileWidth, tileHeight);
    }
  }
  return { width: out.width, height: out.height, data: out.data };
}

/** The largest integer factor that keeps both sides at `minSize` or more, but no more than {@link maxKeptPixels}. */
export function reductionFactor(
  width: number,
  height: number,
  [minWidth, minHeight]: readonly [number, number],
): number {
  const enough = Math.min(Math.floor(width / minWidth), Math.floor(height / minHeight), tileSide);
  return Math.max(1, enough, Math.ceil(Math.sqrt((width * height) / maxKeptPixels)));
}

interface Reduced extends Pixels {
  readonly factor: number;
}

let tile: OffscreenCanvasRenderingContext2D | undefined;

function tileContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  if (tile === undefined) {
    const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('no canvas context is available');
    tile = context;
  }
  const { canvas } = tile;
  if (canvas.width < width) canvas.width = width;
  if (canvas.height < height) canvas.height = height;
  return tile;
}

function drawTile(
  context: OffscreenCanvasRenderingContext2D,
  source: Drawable,
  x: number,
  y: number,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, x, y, width, height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

function copyInto(out: Pixels, tileData: Uint8ClampedArray, left: number, top: number, width: number): void {
  for (let from = 0, y = top; from < tileData.length; from += width * 4, y++) {
    out.data.set(tileData.subarray(from, from + width * 4), (y * out.width + left) * 4);
  }
}

/** Averages blocks of `factor` x `factor` pixels of a tile; blocks at the edges may be smaller. */
function averageInto(
  out: Reduced,
  tileData: Uint8ClampedArray,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const { factor } = out;
  for (let y = 0; y < height; y += factor) {
    const rows = Math.min(factor, height - y);
    let to = (((top + y) / factor) * out.width + left / factor) * 4;
    for (let x = 0; x < width; x += factor, to += 4) {
      const columns = Math.min(factor, width - x);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = 0; row < rows; row++) {
        let from = ((y + row) * width + x) * 4;
        for (let column = 0; column < columns; column++, from += 4) {
          red += tileData[from] ?? 0;
          green += tileData[from + 1] ?? 0;
          blue += tileData[from + 2] ?? 0;
        }
      }
      const area = rows * columns;
      out.data[to] = red / area;
      out.data[to + 1] = green / area;
      out.data[to + 2] = blue / area;
      out.data[to + 3] = 255;
    }
  }
}
