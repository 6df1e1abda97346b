import { readExifOrientation, type ExifOrientation, type Orientation } from './exif-orientation.ts';

/** Content of an image's header, read before decoding. Untrusted. */
export interface ImageHeader {
  /** As stored, before rotation. */
  readonly width: number;
  readonly height: number;
  /** @defaultValue 1 */
  readonly orientation: Orientation;
  /** True if browsers ignore the orientation because of its tag's type. */
  readonly overlooked?: boolean;
  /** A JPEG process that browsers may not decode: 'lossless JPEG'. */
  readonly process?: string;
  /** Offset of a JPEG's frame header (SOF). */
  readonly frameAt?: number;
  /** Size of the uncompressed pixels in the file's own format, if its compression ratio has a known limit. */
  readonly inflatedBytes?: number;
  /** True if there are several frames (detected for PNG and WebP). */
  readonly animated?: boolean;
}

/** Reads the size from an image's first bytes; undefined if not found or not supported for the format. */
export function readImageHeader(head: Uint8Array, mime: string): ImageHeader | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    return readers[mime]?.(view);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // truncated header
    throw error;
  }
}

const readers: Readonly<Record<string, (view: DataView) => ImageHeader | undefined>> = {
  'image/jpeg': readJpeg,
  'image/png': readPng,
  'image/webp': readWebp,
  'image/gif': (view) => upright(view.getUint16(6, true), view.getUint16(8, true)),
  'image/bmp': readBmp,
  'image/avif': readAvif,
};

function upright(width: number, height: number): ImageHeader {
  return { width, height, orientation: 1 };
}

/** Processes of ITU T.81 (table B.1) other than baseline, extended and progressive Huffman coding. */
function processOf(marker: number, precision: number): string | undefined {
  if ([0xc3, 0xc7, 0xcb, 0xcf, 0xf7].includes(marker)) return 'lossless JPEG';
  if ([0xc5, 0xc6, 0xcd, 0xce].includes(marker)) return 'hierarchical JPEG';
  if ([0xc9, 0xca].includes(marker)) return 'arithmetic JPEG';
  return precision === 8 ? undefined : `${String(precision)}-bit JPEG`;
}

/** Walks the segments up to the frame header (SOF0-SOF15 except DHT, JPG and DAC, or JPEG-LS); ITU T.81, annex B. */
function readJpeg(view: DataView): ImageHeader | undefined {
  let found: ExifOrientation = { orientation: 1, standard: true };
  for (let at = 2; ;) {
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at += 1;
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if ((marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7) {
      const process = processOf(marker, view.getUint8(at + 4));
      return {
        width: view.getUint16(at + 7),
        height: view.getUint16(at + 5),
        orientation: found.orientation,
        overlooked: !found.standard && found.orientation !== 1,
        frameAt: at,
        ...(process === undefined ? {} : { process }),
      };
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && length >= 8 && textAt(view, at + 4, 4) === 'Exif') {
      found = readExifOrientation(bytesAt(view, at + 4, length - 2));
    }
    at += 2 + length;
  }
}

function readPng(view: DataView): ImageHeader {
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const samples = [1, 0, 3, 1, 2, 0, 4][view.getUint8(25)] ?? 1;
  const inflatedBytes = height * (1 + Math.ceil((width * samples * view.getUint8(24)) / 8));
  let found: ExifOrientation = { orientation: 1, standard: true };
  let animated = false;
  for (let at = 8; at + 8 < view.byteLength; at += 12 + view.getUint32(at)) {
    const kind = textAt(view, at + 4, 4);
    if (kind === 'eXIf') found = readExifOrientation(bytesAt(view, at + 8, view.getUint32(at)));
    if (kind === 'acTL') animated = true;
    if (kind === 'IDAT') break;
  }
  const { orientation, standard } = found;
  return { width, height, orientation, overlooked: !standard && orientation !== 1, inflatedBytes, animated };
}

/** Extended, lossless and lossy headers of RFC 9649. The EXIF chunk comes last: see {@link readWebpOrientation}. */
function readWebp(view: DataView): ImageHeader | undefined {
  const kind = textAt(view, 12, 4);
  if (kind === 'VP8X') {
    const isAnimated = 0x02;
    const animated = (view.getUint8(20) & isAnimated) !== 0;
    return { ...upright(1 + uint24(view, 24), 1 + uint24(view, 27)), animated };
  }
  if (kind === 'VP8 ') return upright(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (kind !== 'VP8L') return undefined;
  const bits = view.getUint32(21, true);
  return upright(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
}

function readBmp(view: DataView): ImageHeader {
  if (view.getUint32(14, true) === 12) return upright(view.getUint16(18, true), view.getUint16(20, true));
  return upright(Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true)));
}

/** The largest `ispe` (image spatial extents) property; those of tiles and thumbnails are smaller. */
function readAvif(view: DataView): ImageHeader | undefined {
  let largest: ImageHeader | undefined;
  for (let at = 4; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const found = upright(view.getUint32(at + 8), view.getUint32(at + 12));
    if (largest === undefined || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}

/** Orientation in a WebP file's EXIF chunk. Browsers do not apply it (Chromium 156), other programs do. */
export async function readWebpOrientation(file: Blob): Promise<Orientation> {
  const isExtended = 0x08; // flag in VP8X: has EXIF
  const start = await viewOf(file, 0, 21);
  if (start.byteLength < 21 || textAt(start, 12, 4) !== 'VP8X' || (start.getUint8(20) & isExtended) === 0) return 1;
  for (let at = 12; at + 8 <= file.size;) {
    const chunk = await viewOf(file, at, 8);
    const length = chunk.getUint32(4, true);
    if (textAt(chunk, 0, 4) === 'EXIF') {
      const exif = await viewOf(file, at + 8, length);
      return readExifOrientation(new Uint8Array(exif.buffer)).orientation;
    }
    at += 8 + length + (length % 2);
  }
  return 1;
}

async function viewOf(file: Blob, start: number, length: number): Promise<DataView> {
  return new DataView(await file.slice(start, start + length).arrayBuffer());
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

function textAt(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...bytesAt(view, at, length));
}

function bytesAt(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, Math.min(length, view.byteLength - at));
}
