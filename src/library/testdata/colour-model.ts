import { OnsightError } from '../../core/errors.ts';
import { checkImage } from '../../media/image/check-image.ts';
import { hashImage } from '../../media/image/hash-image.ts';
import { cropPixels } from '../../media/image/crop-pixels.ts';
import { panoramaSquares } from '../../sample/panorama-squares.ts';
import { toPixelBox, type Region } from '../../sample/region.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import type { Embedder, ImageReader } from '../embedder.ts';

// A predictable model: an image's embedding is its mean colour, a text's the colour it names.
export const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [255, 0, 0],
  green: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  white: [255, 255, 255],
};

function unit([r, g, b]: readonly [number, number, number]): Float32Array {
  const length = Math.hypot(r, g, b) || 1;
  return Float32Array.of(r / length, g / length, b / length, 0.01);
}

/** Counts its batches, and fails on request. */
export interface ColourModel extends Embedder {
  readonly batches: number[];
  fail: Error | undefined;
}

export function colourModel(): ColourModel {
  return {
    info: { space: 'colours@1', dims: 4, relevance: { weight: 20, bias: -14 } },
    batches: [],
    fail: undefined,
    embedImages(images, { signal } = {}) {
      signal?.throwIfAborted();
      if (this.fail !== undefined) return Promise.reject(this.fail); // an Error, see its uses
      this.batches.push(images.length);
      return Promise.resolve(images.map((pixels) => unit(meanColour(pixels))));
    },
    embedTexts: (texts) => Promise.resolve(texts.map((text) => unit(colours[text] ?? [1, 1, 1]))),
  };
}

function meanColour({ data }: Pixels): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  data.forEach((value, i) => {
    if (i % 4 < 3) sum[(i % 4) as 0 | 1 | 2] += value; // below 3, just checked
  });
  return sum;
}

async function decode(source: ImageBitmapSource): Promise<Pixels> {
  const { width, height, data } = imageDataOf(await createImageBitmap(source));
  return { width, height, data };
}

function imageDataOf(bitmap: ImageBitmap): ImageData {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  return context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? new ImageData(1, 1);
}

export const reader: ImageReader = {
  decode,
  check: checkImage,
  kindOf: () => Promise.resolve('image'),
  hash: hashImage,
  async read(source, { name = '', thumbnail, region, squares = false, signal }) {
    signal?.throwIfAborted();
    const bitmap = await createImageBitmap(source).catch((error: unknown) => {
      throw new OnsightError('image-unreadable', { name, reason: String(error) });
    });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const image = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? new ImageData(1, 1);
    const { width, height } = bitmap;
    const blob = thumbnail === false ? undefined : await canvas.convertToBlob({ type: 'image/png' });
    const whole = { width, height, data: image.data };
    const crop = (part: Region): Pixels => cropPixels(whole, toPixelBox(part, whole));
    return {
      pixels: region === undefined ? whole : crop(region),
      ...(squares
        ? { squares: panoramaSquares(width, height).map((part) => ({ region: part, pixels: crop(part) })) }
        : {}),
      width,
      height,
      thumbnail: blob === undefined ? undefined : { type: blob.type, bytes: await blob.arrayBuffer() },
    };
  },
};

export async function colourImage(colour: readonly [number, number, number], name: string, size = 4): Promise<File> {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (context !== null) context.fillStyle = `rgb(${colour.join(' ')})`;
  context?.fillRect(0, 0, size, size);
  return new File([await canvas.convertToBlob()], name, { type: 'image/png', lastModified: 1_700_000_000_000 });
}

/** Different contents of about the same colour. */
export function shades(colour: readonly [number, number, number], count: number, prefix: string): Promise<File[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) => {
      const shade = colour.map((value) => (value > 0 ? value - (i % 60) : Math.floor(i / 60))) as [
        number,
        number,
        number,
      ]; // three stay three
      return colourImage(shade, `${prefix}-${String(i)}.png`);
    }),
  );
}

export function nameOf({ metadata }: { readonly metadata: Readonly<Record<string, unknown>> }): unknown {
  return metadata['name'];
}
