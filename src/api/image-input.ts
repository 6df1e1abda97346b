import { OnsightError, reasonOf } from '../core/errors.ts';
import type { ImageSource } from '../protocol/worker-methods.ts';

/** What the page may hand in as a picture. */
export type ImageInput = Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas;

/**
 * Turns what a page has into what can cross to the worker. An `<img>` is decoded here by the browser; prefer its file
 * where you have it, which is decoded in the worker.
 *
 * @throws TypeError for anything else; OnsightError `image-unreadable` for an `<img>` or a canvas without a picture
 */
export async function toImageSource(image: ImageInput): Promise<ImageSource> {
  if (image instanceof Blob || image instanceof ImageData || image instanceof ImageBitmap) return image;
  if (image instanceof HTMLImageElement) {
    return readable(image.alt || 'img', async () => {
      await image.decode();
      return createImageBitmap(image);
    });
  }
  if (image instanceof HTMLCanvasElement || image instanceof OffscreenCanvas)
    return readable('canvas', () => createImageBitmap(image));
  throw new TypeError(
    'Expected a picture to be a Blob, File, ImageBitmap, ImageData, <img> or canvas. For a URL, fetch it and pass the blob.',
  );
}

async function readable(name: string, read: () => Promise<ImageBitmap>): Promise<ImageBitmap> {
  try {
    return await read();
  } catch (cause) {
    throw new OnsightError('image-unreadable', { name, reason: reasonOf(cause) }, { cause });
  }
}
