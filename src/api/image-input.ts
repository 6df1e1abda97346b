import type { ImageSource } from '../protocol/worker-methods.ts';

/** What the page may hand in as a picture. */
export type ImageInput = Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas;

/**
 * Turns what a page has into what can cross to the worker. An `<img>` is decoded here by the browser; prefer its file
 * where you have it, which is decoded in the worker.
 *
 * @throws TypeError for anything else
 */
export async function toImageSource(image: ImageInput): Promise<ImageSource> {
  if (image instanceof Blob || image instanceof ImageData || image instanceof ImageBitmap) return image;
  if (image instanceof HTMLImageElement) {
    await image.decode();
    return createImageBitmap(image);
  }
  if (image instanceof HTMLCanvasElement || image instanceof OffscreenCanvas) return createImageBitmap(image);
  throw new TypeError(
    'Expected a picture to be a Blob, File, ImageBitmap, ImageData, <img> or canvas. For a URL, fetch it and pass the blob.',
  );
}
