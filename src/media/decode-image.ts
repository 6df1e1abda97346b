import type { AbortOptions } from '../core/abort.ts';
import { raceAbort } from '../core/abort.ts';
import { checkInteger } from '../core/check.ts';
import { withDeadline } from '../core/deadline.ts';
import { reasonOf, type ImageProblem } from '../core/errors.ts';
import { measure } from '../core/measure.ts';
import { readHead, sniffHead } from './check-image.ts';
import { liesOnSide, turnUpright, type Orientation } from './exif-orientation.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';
import { openPicture } from './open-picture.ts';
import { fromImageData } from './from-image-data.ts';
import type { ImageSource, Pixels } from './pixels.ts';
import { unreadable, unsupported } from './read-error.ts';
import { readPixels } from './read-pixels.ts';
import type { MediaKind } from './sniff-media.ts';

/** A decoded picture. */
export interface DecodedImage {
  /** May be smaller than the picture: big ones are reduced while they are read. */
  readonly pixels: Pixels;
  /** Size of the picture itself, upright. */
  readonly width: number;
  readonly height: number;
  /** False when the picture was turned upright, or is the first frame of several. */
  readonly asStored: boolean;
}

/** Options of {@link decodeImage}. */
export interface DecodeOptions extends AbortOptions {
  /** For messages. @defaultValue a File's own name, or 'picture' */
  readonly name?: string;
  /**
   * Neither side falls below this by reduction, nor below 1024, unless more than 16 megapixels would have to be kept.
   * @defaultValue [1024, 1024]
   */
  readonly minSize?: readonly [width: number, height: number];
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number;
}

/** Enough for the metadata that cameras write before a JPEG's size. */
const headBytes = 256 * 1024;
/** What a browser needs 1 GB for is refused before it tries. */
const mostPixels = 250e6;
/** Deflate cannot pack tighter than this (zlib's own documentation). */
const deflateLimit = 1032;
/** Reduced to this, a photo of 12 megapixels differs from the unreduced one by 0.2 of 255 once it is 224 x 224. */
const leastSide = 1024;

/**
 * Decodes anything that the browser can: JPEG, PNG, WebP, AVIF, GIF (first frame), BMP, ICO. The pixels are upright,
 * sRGB, on white. A JPEG of up to 4 megapixels, any other picture
 * of up to 16, is read at its full size. A file that ends early is refused, but
 * for a JPEG that shows all of its area (the end marker or the last scans are missing). An `ImageBitmap` stays open.
 * Leaves a `onsight:decode` measure.
 *
 * @throws OnsightError `unsupported-media` for formats that are not decoded here (SVG, TIFF, HEIC where the browser
 * has none), `image-unreadable` for broken files, `deadline-exceeded`
 * @example
 * ```ts
 * const { pixels, width, height } = await decodeImage(file); // a phone's photo, held upright
 * console.log(width, height, pixels.width, pixels.height); // 3024 4032 1134 1512
 * ```
 */
export async function decodeImage(source: ImageSource, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { timeoutMs = 30_000, signal } = options;
  const name = options.name ?? (source instanceof Blob && 'name' in source ? String(source.name) : 'picture');
  const minSize = [options.minSize?.[0] ?? leastSide, options.minSize?.[1] ?? leastSide] as const;
  for (const side of minSize) checkInteger('minSize', side, 1);
  signal?.throwIfAborted();
  const atLeast = [Math.max(leastSide, minSize[0]), Math.max(leastSide, minSize[1])] as const;
  const decoding = measure('decode', () =>
    source instanceof Blob ? decodeBlob(source, name, atLeast, signal) : decodeDrawn(source, name, atLeast),
  );
  return raceAbort(withDeadline(decoding, `Decoding "${name}"`, timeoutMs), signal);
}

async function decodeDrawn(
  source: ImageBitmap | ImageData,
  name: string,
  minSize: readonly [number, number],
): Promise<DecodedImage> {
  const { width, height } = source;
  if (width === 0 || height === 0) throw unreadable(name, 'empty', 'it is closed or empty');
  if (!(source instanceof ImageData)) {
    return { pixels: readPixels(source, width, height, minSize), width, height, asStored: true };
  }
  return { pixels: await fromImageData(source), width, height, asStored: true };
}

async function decodeBlob(
  file: Blob,
  name: string,
  minSize: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<DecodedImage> {
  const head = await readHead(file, name, headBytes);
  const kind = sniffHead(head, name);
  const header = readImageHeader(head, kind.mime);
  const refusal = header && whyRefused(header, file.size);
  if (refusal !== undefined) throw unreadable(name, refusal.problem, refusal.reason);
  signal?.throwIfAborted();
  try {
    return await decodeKnown(file, kind, header, minSize, signal).catch((cause: unknown) => {
      if (kind.mime !== 'image/jpeg' || header === undefined || signal?.aborted === true) throw cause;
      return decodeCutJpeg(file, kind, header, minSize, signal);
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (kind.support === 'maybe') throw unsupported(name, kind, cause);
    const problem = cause instanceof TooManyPixels ? 'too-large' : 'damaged';
    throw unreadable(
      name,
      problem,
      problem === 'too-large' ? reasonOf(cause) : `it is ${kind.label} that is damaged or cut off`,
      cause,
    );
  }
}

async function decodeKnown(
  file: Blob,
  kind: MediaKind,
  header: ImageHeader | undefined,
  minSize: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<DecodedImage> {
  const { drawable, drawnWidth, drawnHeight, turn, width, height } = await openPicture(file, kind, header, minSize);
  try {
    signal?.throwIfAborted();
    if (width * height > mostPixels) throw new TooManyPixels('it has too many pixels');
    const drawnMin = liesOnSide(turn) ? ([minSize[1], minSize[0]] as const) : minSize;
    const pixels = turnUpright(readPixels(drawable, drawnWidth, drawnHeight, drawnMin), turn);
    const asStored = turn === 1 && (header?.orientation ?? 1) === 1 && header?.animated !== true;
    return { pixels, width, height, asStored };
  } finally {
    drawable.close();
  }
}

/**
 * Browsers refuse a JPEG without its end marker. With one put there, the decoder fills what is missing with grey:
 * where its last block is not filled, the picture is all there.
 */
async function decodeCutJpeg(
  file: Blob,
  kind: MediaKind,
  header: ImageHeader,
  minSize: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<DecodedImage> {
  const ended = new Blob([file, new Uint8Array([0xff, 0xd9])]);
  const image = await decodeKnown(ended, kind, header, minSize, signal);
  if (endsInFiller(image.pixels, header.orientation)) throw new RangeError('the end of the picture is missing');
  return image;
}

function endsInFiller({ width, height, data }: Pixels, orientation: Orientation): boolean {
  // The corner that is stored last, once the picture is upright.
  const x = [1, 4, 5, 8].includes(orientation) ? width - 1 : 0;
  const y = [1, 2, 5, 6].includes(orientation) ? height - 1 : 0;
  const at = (y * width + x) * 4;
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
  // Grey by a profile's reckoning: those in use for photographs move it by less than this.
  return [red, green, blue].every((value) => Math.abs(value - 128) <= 3);
}

/** Looks at what a header claims before anything is allocated for it. */
function whyRefused(
  { width, height, inflatedBytes = 0 }: ImageHeader,
  fileBytes: number,
): { readonly problem: ImageProblem; readonly reason: string } | undefined {
  if (width === 0 || height === 0) return { problem: 'damaged', reason: 'its header gives it no size' };
  if (width * height > mostPixels) {
    return { problem: 'too-large', reason: `its ${String(width)} x ${String(height)} pixels are too many` };
  }
  if (inflatedBytes > fileBytes * deflateLimit) {
    return { problem: 'damaged', reason: 'its header claims more pixels than its bytes can hold' };
  }
  return undefined;
}

class TooManyPixels extends RangeError {}
