import type { Pixels } from './pixels.ts';

/** A rectangle of whole pixels inside an image. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Copies the pixels of a box that lies inside the image. */
export function cropPixels(pixels: Pixels, { left, top, width, height }: PixelBox): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += 1) {
    const from = 4 * ((top + y) * pixels.width + left);
    data.set(pixels.data.subarray(from, from + 4 * width), 4 * y * width);
  }
  return { width, height, data };
}
