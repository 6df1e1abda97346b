import { OnsightError } from '../../core/errors.ts';
import { contentHash } from '../content-hash.ts';
import type { ImageSource } from './pixels.ts';

/** SHA-256 of an image, as 64 lower-case hex digits: of a file its bytes, of anything else its size and pixels. */
export async function hashImage(source: ImageSource): Promise<string> {
  if (source instanceof Blob) return contentHash(source);
  const { width, height, data } = source instanceof ImageData ? source : pixelsOf(source);
  return contentHash(new Blob([`${String(width)}x${String(height)}:`, new Uint8Array(data.buffer)]));
}

function pixelsOf(bitmap: ImageBitmap): ImageData {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (context === null) throw new OnsightError('image-unreadable', { name: 'a bitmap', reason: 'there is no canvas' });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}
