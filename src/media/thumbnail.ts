import { OnsightError } from '../core/errors.ts';
import type { DecodedImage } from './decode-image.ts';
import type { ImageSource, Pixels } from './pixels.ts';
import { resizePixels } from './resize-image.ts';
import { sniffBytes, sniffMedia } from './sniff-media.ts';

/** A small picture, encoded. */
export interface Thumbnail {
  readonly type: string;
  readonly bytes: ArrayBuffer;
}

/** A file that is no larger serves as its own thumbnail. */
const smallBytes = 150_000;
const keptTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];
// JPEG: every browser can encode it, and faster than WebP.
const encoded = { type: 'image/jpeg', quality: 0.82 } as const;

/**
 * A picture of at most `maxSide` pixels a side. A file that is small already is kept as it is; all others are scaled
 * and encoded anew, which leaves place and camera behind.
 */
export async function makeThumbnail(image: DecodedImage, source: ImageSource, maxSide: number): Promise<Thumbnail> {
  const { pixels, width, height, asStored } = image;
  if (source instanceof Blob && asStored && source.size <= smallBytes && Math.max(width, height) <= maxSide) {
    const bytes = await source.arrayBuffer();
    const kind = sniffMedia(new Uint8Array(bytes, 0, Math.min(sniffBytes, bytes.byteLength)));
    if (kind !== undefined && keptTypes.includes(kind.mime)) return { type: kind.mime, bytes };
  }
  return encode(scaleDown(pixels, maxSide));
}

function scaleDown(pixels: Pixels, maxSide: number): Pixels {
  const scale = maxSide / Math.max(pixels.width, pixels.height);
  if (scale >= 1) return pixels;
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return resizePixels(pixels, side(pixels.width), side(pixels.height));
}

async function encode({ width, height, data }: Pixels): Promise<Thumbnail> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new OnsightError('out-of-memory', { what: 'a thumbnail' });
  context.putImageData(new ImageData(data, width, height), 0, 0);
  const blob = await canvas.convertToBlob(encoded);
  return { type: blob.type, bytes: await blob.arrayBuffer() };
}
