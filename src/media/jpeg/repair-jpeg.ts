import type { ImageHeader } from '../image/image-header.ts';
import { measureJpeg, type JpegExtent } from './jpeg-extent.ts';

/** A JPEG reduced to its intact part. */
interface RepairedJpeg {
  readonly blob: Blob;
  readonly header: ImageHeader;
  /** True if pixels, or their last details, are missing. */
  readonly incomplete: boolean;
}

/** Length of the tail searched for the end marker, because programs append data to it. */
const tailBytes = 64 * 1024;
/** Larger files are not read completely. */
const maxBytes = 256 * 1024 * 1024;
/** Minimum share of rows; less is only a strip. */
const minShare = 1 / 20;
/** Minimum zeros at the end that were reserved for an interrupted copy. */
const reservedZeros = 16;

const endMarker = Uint8Array.of(0xff, 0xd9);

/** True if there is an end marker in the last 64 kB. */
export async function hasEndMarker(file: Blob): Promise<boolean> {
  const tail = new Uint8Array(await file.slice(Math.max(0, file.size - tailBytes)).arrayBuffer());
  for (let at = tail.lastIndexOf(0xd9); at > 0; at = tail.lastIndexOf(0xd9, at - 1))
    if (tail[at - 1] === 0xff) return true;
  return false;
}

/**
 * Turns a truncated JPEG into a valid one with only the rows present: the header gets their number, so that no decoder
 * fills in the rest. Adds a missing end marker.
 *
 * @returns undefined if too little is left, or the file is not understood
 */
export async function repairJpeg(file: Blob, header: ImageHeader): Promise<RepairedJpeg | undefined> {
  if (header.frameAt === undefined || file.size > maxBytes) return undefined;
  const { bytes, extent } = measureData(new Uint8Array(await file.arrayBuffer()));
  if (extent === undefined || extent.rows < Math.max(1, header.height * minShare)) return undefined;
  const { rows, whole } = extent;
  const rowsAt = header.frameAt + 5;
  const patch = Uint8Array.of(rows >> 8, rows & 255);
  const parts = [file.slice(0, rowsAt), patch, file.slice(rowsAt + 2, bytes.length), endMarker];
  return { blob: new Blob(parts, { type: 'image/jpeg' }), header: { ...header, height: rows }, incomplete: !whole };
}

/** Trailing zeros are data of a uniform area if they are consumed; otherwise they were reserved. */
function measureData(all: Uint8Array<ArrayBuffer>): {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly extent: JpegExtent | undefined;
} {
  const extent = measureJpeg(all);
  let end = all.length;
  while (end > 0 && all[end - 1] === 0) end -= 1;
  const isData = all.length - end < reservedZeros || (extent?.whole === true && extent.unusedBytes < reservedZeros);
  if (isData) return { bytes: all, extent };
  const bytes = all.subarray(0, end);
  return { bytes, extent: measureJpeg(bytes) };
}
