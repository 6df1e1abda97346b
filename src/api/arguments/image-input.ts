import { OnsightError, reasonOf } from '../../core/errors.ts';
import { isKind } from './is-kind.ts';
import type { ImageSource } from '../../protocol/worker-methods.ts';

/** What the page may hand in as a picture. */
export type ImageInput = Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas;

/**
 * Turns what a page has into what can cross to the worker. An `<img>` is decoded here by the browser; prefer its file
 * where you have it, which is decoded in the worker.
 *
 * @throws TypeError for anything else; OnsightError `image-unreadable` for an `<img>` or a canvas without a picture, for
 * pixels of another origin that the page may not read, and for a bitmap that was closed or pixels that were transferred
 */
export async function toImageSource(image: ImageInput): Promise<ImageSource> {
  if (isKind(image, 'Blob', 'File')) return image;
  // Sent without its pixels it would arrive as nothing, and no answer would ever come.
  if (isKind(image, 'ImageData'))
    return image.data.length > 0 ? copyPixels(image) : refuse('ImageData', 'its pixels were given away');
  if (isKind(image, 'ImageBitmap')) return sendable('ImageBitmap', image);
  if (isKind(image, 'HTMLImageElement')) {
    return readable(image.alt || 'img', async () => {
      await image.decode();
      return createImageBitmap(image);
    });
  }
  if (isKind(image, 'HTMLCanvasElement', 'OffscreenCanvas')) return readable('canvas', () => createImageBitmap(image));
  throw new TypeError(
    'Expected a picture to be a Blob, File, ImageBitmap, ImageData, <img> or canvas. For a URL, fetch it and pass the blob.',
  );
}

/** A caller that draws into the same pixels again must not change what was asked about. */
function copyPixels(image: ImageData): ImageData {
  const { colorSpace, width, height } = image;
  const copy = new ImageData(width, height, { colorSpace });
  copy.data.set(image.data);
  return copy;
}

async function readable(name: string, read: () => Promise<ImageBitmap>): Promise<ImageBitmap> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await read();
  } catch (cause) {
    return refuse(name, reasonOf(cause), cause);
  }
  return sendable(name, bitmap);
}

/** The bitmap, where the browser will let it cross to a worker. */
function sendable(name: string, bitmap: ImageBitmap): ImageBitmap {
  if (bitmap.width === 0) return refuse(name, 'it was closed');
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  try {
    context?.getImageData(0, 0, 1, 1);
  } catch (cause) {
    const way =
      'load it with `crossorigin="anonymous"` from a server that allows it, or fetch its file and pass the blob';
    return refuse(name, `it holds a picture of another origin, which this page may not read; ${way}`, cause);
  }
  return bitmap;
}

function refuse(name: string, reason: string, cause?: unknown): never {
  throw new OnsightError('image-unreadable', { name, reason }, { cause });
}
