import type { Quad } from './quad.ts';

/** An image as bytes, row by row, 4 per pixel (R, G, B, 255). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** `[a, b, c, d, e, f, g, h]`: a point (u, v) of the unit square lies at ((au + bv + c) / w, (du + ev + f) / w), w = gu + hv + 1. */
type Homography = readonly [number, number, number, number, number, number, number, number];

/** The perspective map of the unit square onto a quad (Heckbert 1989, section 2.2.3). */
function toQuad([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: Quad): Homography {
  const [dx1, dy1, dx2, dy2] = [x1 - x2, y1 - y2, x3 - x2, y3 - y2];
  const [sx, sy] = [x0 - x1 + x2 - x3, y0 - y1 + y2 - y3];
  const area = dx1 * dy2 - dx2 * dy1;
  // A parallelogram has no perspective, and neither has a quad without an area.
  const g = area === 0 ? 0 : (sx * dy2 - dx2 * sy) / area;
  const h = area === 0 ? 0 : (dx1 * sy - sx * dy1) / area;
  return [x1 - x0 + g * x1, x3 - x0 + h * x3, x0, y1 - y0 + g * y1, y3 - y0 + h * y3, y0, g, h];
}

/**
 * Straightens the part of an image inside a quad: its first corner becomes the top left one of a `width` x `height`
 * image. Sampled bilinearly without antialiasing as OpenCV does; what is outside repeats the image's edge.
 */
export function warpQuad(image: Raster, quad: Quad, width: number, height: number): Raster {
  const [a, b, c, d, e, f, g, h] = toQuad(quad);
  const data = new Uint8ClampedArray(4 * width * height);
  const [right, bottom] = [image.width - 1, image.height - 1];
  const { data: source } = image;
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    const v = y / height;
    for (let x = 0; x < width; x += 1, to += 4) {
      const u = x / width;
      const w = g * u + h * v + 1;
      const atX = Math.min(right, Math.max(0, (a * u + b * v + c) / w));
      const atY = Math.min(bottom, Math.max(0, (d * u + e * v + f) / w));
      const left = Math.floor(atX);
      const top = Math.floor(atY);
      const dx = atX - left;
      const dy = atY - top;
      const first = 4 * (top * image.width + left);
      const across = left < right ? 4 : 0;
      const second = top < bottom ? first + 4 * image.width : first;
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = (source[first + channel] ?? 0) * (1 - dx) + (source[first + across + channel] ?? 0) * dx;
        const lower = (source[second + channel] ?? 0) * (1 - dx) + (source[second + across + channel] ?? 0) * dx;
        data[to + channel] = upper * (1 - dy) + lower * dy;
      }
      data[to + 3] = 255;
    }
  }
  return { width, height, data };
}

/**
 * Resizes an image, or a part of it, bilinearly with half-pixel centres and without antialiasing, as OpenCV's
 * INTER_LINEAR does.
 *
 * @param part - in pixels of the image. @defaultValue all of it
 */
export function resizeBilinear(
  image: Raster,
  width: number,
  height: number,
  part: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } = {
    left: 0,
    top: 0,
    width: image.width,
    height: image.height,
  },
): Raster {
  const left = part.left + (0.5 * part.width) / width - 0.5;
  const top = part.top + (0.5 * part.height) / height - 0.5;
  const [right, bottom] = [left + part.width, top + part.height];
  return warpQuad(
    image,
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ],
    width,
    height,
  );
}
