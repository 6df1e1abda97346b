import { OnsightError, reasonOf } from '../core/errors.ts';
import { isKind } from './is-kind.ts';
import type { ImageSource } from '../media/image/pixels.ts';

/** An image, in whatever form a page has it. */
export type ImageInput = Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas;

/** Whether a value is an image, of whatever frame. */
export function isImageInput(value: unknown): value is ImageInput {
  return isKind(
    value,
    'Blob',
    'File',
    'ImageBitmap',
    'ImageData',
    'HTMLImageElement',
    'HTMLCanvasElement',
    'OffscreenCanvas',
  );
}

/**
 * Makes an image fit to cross to the worker. The browser decodes an `<img>` here; prefer its file where you have it,
 * because the worker decodes that.
 *
 * @throws TypeError for anything else; OnsightError `image-unreadable` for an `<img>` or a canvas without an image, for
 * pixels of another origin that the page may not read, and for a bitmap that was closed or pixels that were transferred
 */
export async function toImageSource(image: ImageInput): Promise<ImageSource> {
  if (isKind(image, 'Blob', 'File')) return image;
  // Without its pixels the message could not be read, and no answer would ever come.
  if (isKind(image, 'ImageData'))
    return image.data.length > 0 ? copyPixels(image) : refuse('ImageData', 'its pixels were transferred');
  if (isKind(image, 'ImageBitmap')) return sendable('ImageBitmap', image);
  if (isKind(image, 'HTMLImageElement')) {
    return readable(image.alt || 'img', async () => {
      await image.decode();
      return createImageBitmap(image);
    });
  }
  if (isKind(image, 'HTMLCanvasElement', 'OffscreenCanvas')) return readable('canvas', () => createImageBitmap(image));
  throw new TypeError(
    'Expected an image to be a Blob, File, ImageBitmap, ImageData, <img> or canvas. For a URL, fetch it and pass the blob.',
  );
}

/** Copied, because the caller may draw into the same pixels before the message leaves. */
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

/** The bitmap, if the browser lets it cross to a worker. */
function sendable(name: string, bitmap: ImageBitmap): ImageBitmap {
  if (bitmap.width === 0) return refuse(name, 'it was closed');
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  try {
    context?.getImageData(0, 0, 1, 1);
  } catch (cause) {
    const way =
      'load it with `crossorigin="anonymous"` from a server that allows it, or fetch its file and pass the blob';
    return refuse(name, `it holds an image of another origin, which this page may not read; ${way}`, cause);
  }
  return bitmap;
}

function refuse(name: string, reason: string, cause?: unknown): never {
  throw new OnsightError('image-unreadable', { name, reason }, { cause });
}
