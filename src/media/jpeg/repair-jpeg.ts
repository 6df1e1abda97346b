import type { ImageHeader } from '../image/image-header.ts';
import { measureJpeg, type JpegExtent } from './jpeg-extent.ts';

/** A JPEG of which only what is there is shown. */
export interface RepairedJpeg {
  readonly blob: Blob;
  readonly header: ImageHeader;
  /** True when pixels, or the last details of them, are missing. */
  readonly incomplete: boolean;
}

/** The end marker is looked for in so many last bytes: programs append things to it. */
const tailBytes = 64 * 1024;
/** Larger files are not read as a whole. */
const mostBytes = 256 * 1024 * 1024;
/** Of an image with less than this share of its rows, what is left is a strip. */
const leastShare = 1 / 20;
/** So many zeros at the end were reserved for a copy that broke off. */
const reservedZeros = 16;

const endMarker = Uint8Array.of(0xff, 0xd9);

/** Whether there is an end marker in the last 64 kB. */
export async function hasEndMarker(file: Blob): Promise<boolean> {
  const tail = new Uint8Array(await file.slice(Math.max(0, file.size - tailBytes)).arrayBuffer());
  for (let at = tail.lastIndexOf(0xd9); at > 0; at = tail.lastIndexOf(0xd9, at - 1))
    if (tail[at - 1] === 0xff) return true;
  return false;
}

/**
 * A JPEG that ends early as a whole one of the rows that are there: its header gets their number, so that no decoder
 * fills in the rest. A file that only lacks its end marker gets one.
 *
 * @returns undefined when too little is there to be shown, or the file is not understood
 */
export async function repairJpeg(file: Blob, header: ImageHeader): Promise<RepairedJpeg | undefined> {
  if (header.frameAt === undefined || file.size > mostBytes) return undefined;
  const { bytes, extent } = measureData(new Uint8Array(await file.arrayBuffer()));
  if (extent === undefined || extent.rows < Math.max(1, header.height * leastShare)) return undefined;
  const { rows, whole } = extent;
  const rowsAt = header.frameAt + 5;
  const patch = Uint8Array.of(rows >> 8, rows & 255);
  const parts = [file.slice(0, rowsAt), patch, file.slice(rowsAt + 2, bytes.length), endMarker];
  return { blob: new Blob(parts, { type: 'image/jpeg' }), header: { ...header, height: rows }, incomplete: !whole };
}

/** Zeros at the end are data of an even area where they are used up, else they were reserved. */
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
