import type { AbortOptions } from '../core/abort.ts';
import { raceAbort } from '../core/abort.ts';
import { withDeadline } from '../core/deadline.ts';
import { OnsightError, reasonOf } from '../core/errors.ts';
import { measure } from '../core/measure.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';
import type { ImageSource, Pixels } from './pixels.ts';
import { readPixels } from './read-pixels.ts';
import { sniffMedia, type MediaKind } from './sniff-media.ts';

/** A decoded picture. */
export interface DecodedImage {
  /** May be smaller than the picture: big ones are reduced while they are read. */
  readonly pixels: Pixels;
  /** Size of the picture itself, upright. */
  readonly width: number;
  readonly height: number;
  /** False when the picture had to be turned upright. */
  readonly asStored: boolean;
}

/** Options of {@link decodeImage}. */
export interface DecodeOptions extends AbortOptions {
  /** For messages. @defaultValue 'picture' */
  readonly name?: string;
  /** Neither side of the pixels falls below this by reduction. @defaultValue [1024, 1024] */
  readonly minSize?: readonly [width: number, height: number];
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number;
}

/** Enough for the metadata that cameras write before a JPEG's size. */
const headBytes = 512 * 1024;
/** What a browser needs 1 GB for is refused before it tries. */
const mostPixels = 250e6;
/** Deflate cannot pack tighter than this (zlib's own documentation). */
const deflateLimit = 1032;

/**
 * Decodes anything that the browser can: JPEG, PNG, WebP, AVIF, GIF (first frame), BMP, ICO. The pixels are upright,
 * sRGB, on white.
 *
 * @throws OnsightError `unsupported-media` for formats that are not decoded here (SVG, TIFF, HEIC where the browser
 * has none), `image-unreadable` for broken files, `deadline-exceeded`
 */
export async function decodeImage(source: ImageSource, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { name = 'picture', timeoutMs = 30_000, signal } = options;
  const decoding = measure('decode', () =>
    source instanceof Blob ? decodeBlob(source, name, options) : decodeDrawn(source, options),
  );
  return raceAbort(withDeadline(decoding, `Decoding "${name}"`, timeoutMs), signal);
}

async function decodeDrawn(source: ImageBitmap | ImageData, options: DecodeOptions): Promise<DecodedImage> {
  const { width, height } = source;
  if (!(source instanceof ImageData)) return { pixels: read(source, options), width, height, asStored: true };
  const bitmap = await createImageBitmap(source);
  try {
    return { pixels: read(bitmap, options), width, height, asStored: true };
  } finally {
    bitmap.close();
  }
}

async function decodeBlob(file: Blob, name: string, options: DecodeOptions): Promise<DecodedImage> {
  const unreadable = (reason: string, cause?: unknown): OnsightError =>
    new OnsightError('image-unreadable', { name, reason }, { cause });
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  } catch (cause) {
    throw unreadable(`the file cannot be read (${reasonOf(cause)})`, cause);
  }
  if (head.length === 0) throw unreadable('the file is empty');
  const kind = sniffMedia(head);
  if (kind === undefined) throw unreadable('its content is of no known picture format');
  if (kind.support === 'never') throw new OnsightError('unsupported-media', { name, type: kind.label });
  const header = readImageHeader(head, kind.mime);
  const lie = header && whyRefused(header, file.size);
  if (lie !== undefined) throw unreadable(lie);
  const bitmap = await createBitmap(file, kind, name, unreadable);
  try {
    const { width, height } = bitmap;
    if (width * height > mostPixels) throw unreadable('it is too large');
    return { pixels: read(bitmap, options), width, height, asStored: (header?.orientation ?? 1) === 1 };
  } finally {
    bitmap.close();
  }
}

/** Looks at what a header claims before anything is allocated for it. */
function whyRefused({ width, height, inflatedBytes = 0 }: ImageHeader, fileBytes: number): string | undefined {
  if (width === 0 || height === 0) return 'its header gives it no size';
  if (width * height > mostPixels) return `its ${String(width)} x ${String(height)} pixels are too many`;
  if (inflatedBytes > fileBytes * deflateLimit) return 'its header claims more pixels than its bytes can hold';
  return undefined;
}

async function createBitmap(
  file: Blob,
  kind: MediaKind,
  name: string,
  unreadable: (reason: string, cause: unknown) => OnsightError,
): Promise<ImageBitmap> {
  try {
    // The type is told by the bytes: what the file's name made of it may be wrong.
    return await createImageBitmap(file.slice(0, file.size, kind.mime), { imageOrientation: 'from-image' });
  } catch (cause) {
    if (kind.support === 'maybe') throw new OnsightError('unsupported-media', { name, type: kind.label }, { cause });
    throw unreadable(`it is ${kind.label} that is damaged or cut off`, cause);
  }
}

function read(bitmap: ImageBitmap, { minSize = [1024, 1024] }: DecodeOptions): Pixels {
  return readPixels(bitmap, bitmap.width, bitmap.height, minSize);
}
