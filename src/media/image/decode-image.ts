import type { AbortOptions } from '../../core/async/abort.ts';
import { raceAbort } from '../../core/async/abort.ts';
import { checkInteger } from '../../core/check.ts';
import { withDeadline } from '../../core/async/deadline.ts';
import type { ImageProblem, OnsightError } from '../../core/errors.ts';
import { measure } from '../../core/measure.ts';
import { liesOnSide, turnUpright, type Orientation } from './exif-orientation.ts';
import type { ImageHeader } from './image-header.ts';
import { openImage } from './open-image.ts';
import { fromImageData } from './from-image-data.ts';
import type { ImageSource, Pixels } from './pixels.ts';
import { prepareImage, repaired, type PreparedImage } from './prepare-image.ts';
import { unreadable, unsupported } from '../read-error.ts';
import { readPixels } from './read-pixels.ts';
import type { MediaKind } from '../sniff-media.ts';

/** A decoded image. */
export interface DecodedImage {
  /** May be smaller than the image: big ones are reduced while they are read. */
  readonly pixels: Pixels;
  /** Size of the image itself, upright. */
  readonly width: number;
  readonly height: number;
  /** False when the image was turned upright, is one frame of several, or only a part of the file. */
  readonly asStored: boolean;
  /** True for a camera raw file: these are the pixels of its embedded JPEG. @defaultValue false */
  readonly preview?: boolean;
  /** True when the file ends early: size and pixels are those of the rows that are there. @defaultValue false */
  readonly incomplete?: boolean;
}

/** Options of {@link decodeImage}. */
export interface DecodeOptions extends AbortOptions {
  /** For messages. @defaultValue a File's own name, or 'image' */
  readonly name?: string;
  /**
   * Neither side falls below this by reduction, nor below 1024, unless more than 16 megapixels would have to be kept.
   * @defaultValue [1024, 1024]
   */
  readonly minSize?: readonly [width: number, height: number];
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number;
}

/** What a browser needs 1 GB for is refused before it tries. */
const mostPixels = 250e6;
/** Deflate cannot pack tighter than this (zlib's own documentation). */
const deflateLimit = 1032;
/** Reduced to this, a photo of 12 megapixels differs from the unreduced one by 0.2 of 255 once it is 224 x 224. */
const leastSide = 1024;

/**
 * Decodes anything that the browser can: JPEG, PNG, WebP, AVIF, GIF, BMP, ICO, and the largest JPEG inside a camera raw
 * file. The pixels are upright, sRGB, on white. A JPEG of up to 4 megapixels, any other image of up to 16, is read at
 * its full size. An animation is represented by the frame that is shown longest and is not blank. A JPEG that ends early
 * is read as far as its rows are there in full; other formats that end early are refused. An `ImageBitmap` stays open.
 * Leaves a `onsight:decode` measure.
 *
 * @throws OnsightError `unsupported-media` for formats that are not decoded here (SVG, TIFF, HEIC where the browser
 * has none, lossless JPEG, raw files without a preview), `image-unreadable` for broken files, `deadline-exceeded`
 * @example
 * ```ts
 * const { pixels, width, height } = await decodeImage(file); // a phone's photo, held upright
 * console.log(width, height, pixels.width, pixels.height); // 3024 4032 1134 1512
 * ```
 */
export async function decodeImage(source: ImageSource, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { timeoutMs = 30_000, signal } = options;
  const name = options.name ?? (source instanceof Blob && 'name' in source ? String(source.name) : 'image');
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
  const prepared = await prepareImage(file, name);
  const { kind, header } = prepared;
  const refusal = header && whyRefused(header, prepared.blob.size);
  if (refusal !== undefined) throw unreadable(name, refusal.problem, refusal.reason);
  signal?.throwIfAborted();
  try {
    return await decodeWhatIsThere(prepared, minSize, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    throw toDecodeError(name, kind, header, cause);
  }
}

function toDecodeError(name: string, kind: MediaKind, header: ImageHeader | undefined, cause: unknown): OnsightError {
  if (header?.process !== undefined) {
    const article = /^[aeiou8]/.test(header.process) ? 'an' : 'a';
    return unsupported(name, { ...kind, format: header.process, label: `${article} ${header.process}` }, cause);
  }
  if (kind.support === 'maybe') return unsupported(name, kind, cause);
  if (cause instanceof TooManyPixels) return unreadable(name, 'too-large', cause.message, cause);
  return unreadable(name, 'damaged', `it is ${kind.label} that is damaged or cut off`, cause);
}

/** Browsers refuse a JPEG that ends early, or fill its rest with grey: then only the rows that are there are decoded. */
async function decodeWhatIsThere(
  prepared: PreparedImage,
  minSize: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<DecodedImage> {
  let image: DecodedImage;
  try {
    image = await decodeKnown(prepared, minSize, signal);
    if (prepared.checked || prepared.kind.mime !== 'image/jpeg') return image;
    if (!endsInFiller(image.pixels, prepared.header?.orientation ?? 1)) return image;
  } catch (cause) {
    signal?.throwIfAborted();
    const there = await repaired(prepared);
    if (there === undefined) throw cause;
    return decodeKnown(there, minSize, signal);
  }
  const there = await repaired(prepared);
  if (there === undefined) throw new RangeError('the end of the image is missing');
  return there.incomplete ? decodeKnown(there, minSize, signal) : image;
}

async function decodeKnown(
  { blob, kind, header, preview, incomplete }: PreparedImage,
  minSize: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<DecodedImage> {
  const { drawable, drawnWidth, drawnHeight, turn, width, height } = await openImage(blob, kind, header, minSize);
  try {
    signal?.throwIfAborted();
    if (width * height > mostPixels) throw new TooManyPixels('it has too many pixels');
    const drawnMin = liesOnSide(turn) ? ([minSize[1], minSize[0]] as const) : minSize;
    const pixels = turnUpright(readPixels(drawable, drawnWidth, drawnHeight, drawnMin), turn);
    const isPlain = turn === 1 && (header?.orientation ?? 1) === 1 && header?.animated !== true;
    return { pixels, width, height, asStored: isPlain && !preview && !incomplete, preview, incomplete };
  } finally {
    drawable.close();
  }
}

/** Whether the corner that is stored last is grey, as decoders fill in what is missing. */
function endsInFiller({ width, height, data }: Pixels, orientation: Orientation): boolean {
  // The corner that is stored last, once the image is upright.
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
