import { readHead, sniffHead } from './check-image.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';
import { readRaw } from '../raw/raw-preview.ts';
import { unsupported } from '../read-error.ts';
import { sniffMedia, type MediaKind } from '../sniff-media.ts';
import type { Orientation } from './exif-orientation.ts';
import { type JpegExtent, measureJpeg } from '../jpeg/jpeg-extent.ts';

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

/** Data for a browser to decode or show in place of a file. */
export interface PreparedImage {
  /** The file itself, the preview inside it, or its intact part with an orientation that browsers obey. */
  readonly blob: Blob;
  readonly kind: MediaKind;
  readonly header: ImageHeader | undefined;
  /** True for a camera raw file represented by its embedded JPEG. */
  readonly preview: boolean;
  /** True if pixels are missing; they are not in `blob`. */
  readonly incomplete: boolean;
  /** True once the end of a JPEG was checked. */
  readonly checked: boolean;
}

/** Enough for the metadata that cameras write before a JPEG's size. */
const headBytes = 256 * 1024;

/**
 * Determines which part of a file a browser can decode. Decodes nothing.
 *
 * @throws OnsightError `image-unreadable`, `unsupported-media`
 */
export async function prepareImage(file: Blob, name: string): Promise<PreparedImage> {
  const head = await readHead(file, name, headBytes);
  const kind = sniffHead(head, name);
  if (kind.support === 'raw' || kind.mime === 'image/tiff') return preparePreview(file, name, kind);
  const header = readImageHeader(head, kind.mime);
  const plain = { blob: file, kind, header, preview: false, incomplete: false, checked: false };
  return kind.mime === 'image/jpeg' && header !== undefined ? prepareJpeg(plain, header) : plain;
}

async function prepareJpeg(plain: PreparedImage, header: ImageHeader): Promise<PreparedImage> {
  const isChecked = header.process !== undefined || (await hasEndMarker(plain.blob));
  const prepared = isChecked ? plain : ((await repaired(plain)) ?? plain);
  if (header.overlooked !== true) return prepared;
  const blob = await withOrientation(prepared.blob, header.orientation);
  return { ...prepared, ...(await withHeader(blob, prepared)) };
}

/** The intact part of a JPEG; undefined if nothing is missing or too little is left. */
export async function repaired(image: PreparedImage): Promise<PreparedImage | undefined> {
  if (image.checked || image.header === undefined || image.kind.mime !== 'image/jpeg') return undefined;
  const found = await repairJpeg(image.blob, image.header);
  return found === undefined ? undefined : { ...image, ...found, checked: true };
}

async function withHeader(blob: Blob, { kind }: PreparedImage): Promise<Pick<PreparedImage, 'blob' | 'header'>> {
  const head = new Uint8Array(await blob.slice(0, headBytes).arrayBuffer());
  return { blob, header: readImageHeader(head, kind.mime) };
}

const jpeg = sniffMedia(Uint8Array.of(0xff, 0xd8, 0xff));

/** The embedded JPEG of a camera raw file; a TIFF unchanged, for browsers that decode it. */
async function preparePreview(file: Blob, name: string, kind: MediaKind): Promise<PreparedImage> {
  const { format, preview, orientation } = await readRaw(file, kind.mime);
  const asRaw: MediaKind = {
    ...kind,
    support: 'raw',
    format: format ?? kind.format,
    label: `a camera raw file (${format ?? ''})`,
  };
  if (preview === undefined || jpeg === undefined) {
    if (format !== undefined) throw unsupported(name, asRaw);
    if (kind.support === 'raw') throw unsupported(name, kind);
    return { blob: file, kind, header: undefined, preview: false, incomplete: false, checked: false };
  }
  const { start, length, header } = preview;
  const blob = file.slice(start, start + length, 'image/jpeg');
  const inside = await prepareJpeg(
    { blob, kind: jpeg, header, preview: true, incomplete: false, checked: false },
    header,
  );
  if (orientation === undefined) return inside;
  return { ...inside, ...(await withHeader(await withOrientation(inside.blob, orientation), inside)) };
}

/** Replaces a JPEG's EXIF by an orientation that browsers obey. Decodes nothing; other EXIF metadata is dropped. */
async function withOrientation(jpeg: Blob, orientation: Orientation): Promise<Blob> {
  const view = new DataView(await jpeg.slice(0, headBytes).arrayBuffer());
  const kept: Blob[] = [];
  let at = 2;
  while (at + 10 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    // Only application segments and comments come before the segments that decoders need.
    if ((marker < 0xe0 || marker > 0xef) && marker !== 0xfe) break;
    const end = at + 2 + view.getUint16(at + 2);
    const isExif = marker === 0xe1 && view.getUint32(at + 4) === 0x45786966; // 'Exif'
    if (!isExif) kept.push(jpeg.slice(at, end));
    at = end;
  }
  return new Blob([exifSegment(orientation), ...kept, jpeg.slice(at)], { type: 'image/jpeg' });
}

/** The start marker and an EXIF segment with one entry. */
function exifSegment(orientation: Orientation): Uint8Array<ArrayBuffer> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif);
}

/** True if there is an end marker in the last 64 kB. */
async function hasEndMarker(file: Blob): Promise<boolean> {
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
async function repairJpeg(file: Blob, header: ImageHeader): Promise<RepairedJpeg | undefined> {
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
