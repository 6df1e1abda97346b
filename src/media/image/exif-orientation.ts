import type { Pixels } from './pixels.ts';
import { numbersOf } from '../raw/tiff-directories.ts';

/** EXIF tag 0x0112: 1 is upright, 2-4 are mirrored and/or upside down, 5-8 are on their side. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Orientation of a block of EXIF, and whether browsers read it the same way. */
export interface ExifOrientation {
  readonly orientation: Orientation;
  /** True for one SHORT, the type required by the standard: browsers ignore all others, other programs do not. */
  readonly standard: boolean;
}

const upright: ExifOrientation = { orientation: 1, standard: true };

/**
 * Reads the orientation from a block of EXIF (a TIFF header and its first directory), whatever the type of its tag.
 * Returns 1 if it is missing or damaged. Skips a leading `Exif\0\0`, which JPEG and some WebP writers add.
 */
export function readExifOrientation(exif: Uint8Array): ExifOrientation {
  const start = exif[0] === 0x45 && exif[1] === 0x78 ? 6 : 0;
  const view = new DataView(
    exif.buffer,
    exif.byteOffset + Math.min(start, exif.length),
    Math.max(0, exif.length - start),
  );
  if (view.byteLength < 8) return upright;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return upright;
  const little = order === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return upright;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > view.byteLength) return upright;
    if (view.getUint16(entry, little) === 0x0112) return orientationAt(view, entry, little);
  }
  return upright;
}

function orientationAt(view: DataView, entry: number, little: boolean): ExifOrientation {
  const type = view.getUint16(entry + 2, little);
  const count = view.getUint32(entry + 4, little);
  const isFar = [5, 10, 12].includes(type); // eight bytes each
  const [value = 1] = numbersOf(view, isFar ? view.getUint32(entry + 8, little) : entry + 8, type, 1, little);
  const digit = type === 2 ? value - 0x30 : value;
  return { orientation: toOrientation(digit), standard: type === 3 && count === 1 };
}

/** Returns 1 for numbers that are not an orientation. */
export function toOrientation(value: number): Orientation {
  const all: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
  return all[value - 1] ?? 1;
}

/** True if width and height are swapped. */
export function liesOnSide(orientation: Orientation): boolean {
  return orientation >= 5;
}

/** Rotates the image upright. Returns `pixels` itself for orientation 1. */
export function turnUpright(pixels: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return pixels;
  const { width, height } = pixels;
  const stored = new Uint32Array(pixels.data.buffer, pixels.data.byteOffset, width * height);
  const upright = new Uint32Array(width * height);
  const [uprightWidth, uprightHeight] = liesOnSide(orientation) ? [height, width] : [width, height];
  const [start, stepX, stepY] = storedSteps(orientation, width, height);
  for (let y = 0, at = 0; y < uprightHeight; y++) {
    let from = start + y * stepY;
    for (let x = 0; x < uprightWidth; x++, at++, from += stepX) upright[at] = stored[from] ?? 0;
  }
  return { width: uprightWidth, height: uprightHeight, data: new Uint8ClampedArray(upright.buffer) };
}

/** Offset of the first upright pixel in storage, and the steps to its right and lower neighbours. */
function storedSteps(
  orientation: Orientation,
  width: number,
  height: number,
): readonly [start: number, stepX: number, stepY: number] {
  const right = width - 1;
  const bottom = (height - 1) * width;
  const steps: Readonly<Record<Orientation, readonly [number, number, number]>> = {
    1: [0, 1, width],
    2: [right, -1, width],
    3: [right + bottom, -1, -width],
    4: [bottom, 1, -width],
    5: [0, width, 1],
    6: [bottom, -width, 1],
    7: [right + bottom, -width, -1],
    8: [right, width, -1],
  };
  return steps[orientation];
}
