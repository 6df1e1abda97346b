import type { FileBytes } from '../file-bytes.ts';
import { readImageHeader, type ImageHeader } from '../image/image-header.ts';

/** A JPEG inside another file. */
export interface EmbeddedJpeg {
  readonly start: number;
  readonly length: number;
  readonly header: ImageHeader;
}

/** Possible location of a JPEG; the length is an upper bound. */
export interface JpegPlace {
  readonly start: number;
  readonly length: number;
}

/** Cameras write up to 64 kB of EXIF before a preview's size. */
const headBytes = 128 * 1024;
const maxPlaces = 256;
/** Raw files are smaller; anything beyond is not searched. */
const searchedBytes = 256 * 1024 * 1024;
const chunkBytes = 1024 * 1024;
/** Valid markers after the start marker: a frame, tables, a restart interval, an application segment, a comment. */
const secondMarkers = new Set([
  0xc0,
  0xc1,
  0xc2,
  0xc4,
  0xdb,
  0xdd,
  0xfe,
  ...Array.from({ length: 16 }, (_, i) => 0xe0 + i),
]);

/** The largest JPEG at the given places that a browser decodes, which excludes raw data compressed as lossless JPEG. */
export async function largestJpeg(bytes: FileBytes, places: readonly JpegPlace[]): Promise<EmbeddedJpeg | undefined> {
  let largest: EmbeddedJpeg | undefined;
  for (const { start, length } of places.slice(0, maxPlaces)) {
    if (length <= 0 || start <= 0 || start >= bytes.size) continue;
    const view = await bytes.read(start, Math.min(length, headBytes));
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) continue;
    const header = readImageHeader(new Uint8Array(view.buffer), 'image/jpeg');
    if (header === undefined || header.process !== undefined) continue;
    const area = header.width * header.height;
    if (area > (largest === undefined ? 0 : largest.header.width * largest.header.height)) {
      largest = { start, length: Math.min(length, bytes.size - start), header };
    }
  }
  return largest;
}

/** Searches a file for the start of a JPEG: the last resort for unknown containers. */
export async function searchJpegs(bytes: FileBytes): Promise<readonly JpegPlace[]> {
  const places: JpegPlace[] = [];
  const end = Math.min(bytes.size, searchedBytes);
  for (let start = 0; start < end && places.length < maxPlaces; start += chunkBytes) {
    // Includes four bytes of the next chunk, for markers across the boundary.
    const chunk = new Uint8Array((await bytes.read(start, chunkBytes + 3)).buffer);
    for (let at = chunk.indexOf(0xff); at >= 0 && at + 3 < chunk.length; at = chunk.indexOf(0xff, at + 1)) {
      const isStart = chunk[at + 1] === 0xd8 && chunk[at + 2] === 0xff && secondMarkers.has(chunk[at + 3] ?? 0);
      if (isStart) places.push({ start: start + at, length: bytes.size - start - at });
    }
  }
  return places;
}
