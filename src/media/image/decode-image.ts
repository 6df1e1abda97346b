import type { AbortOptions } from '../../core/async/abort.ts';
import { raceAbort } from '../../core/async/abort.ts';
import { checkInteger } from '../../core/check.ts';
import { withDeadline } from '../../core/async/deadline.ts';
import type { ImageProblem, OnsightError } from '../../core/errors.ts';
import { measure } from '../../core/measure.ts';
import { liesOnSide, turnUpright, type Orientation } from './exif-orientation.ts';
import type { ImageHeader } from './image-header.ts';
import { openImage } from './open-image.ts';
import type { ImageSource, Pixels } from './pixels.ts';
import { prepareImage, repaired, type PreparedImage } from './prepare-image.ts';
import { unreadable, unsupported } from '../read-error.ts';
import { readPixels } from './read-pixels.ts';
import type { MediaKind } from '../sniff-media.ts';

/** A decoded image. */
export interface DecodedImage {
  /** May be smaller than the image: large ones are downscaled while read. */
  readonly pixels: Pixels;
  /** Size of the image, upright. */
  readonly width: number;
  readonly height: number;
  /** False if the image was rotated, is one frame of several, or is incomplete. */
  readonly asStored: boolean;
  /** True for a camera raw file: the pixels are those of its embedded JPEG. @defaultValue false */
  readonly preview?: boolean;
  /** True if the file is truncated: size and pixels cover the rows that are present. @defaultValue false */
  readonly incomplete?: boolean;
}

/** Options of {@link decodeImage}. */
export interface DecodeOptions extends AbortOptions {
  /** Name for error messages. @defaultValue a File's own name, or 'image' */
  readonly name?: string;
  /**
   * Downscaling keeps both sides at or above this and 1024, unless more than 16 megapixels would have to be kept.
   *
   * @defaultValue [1024, 1024]
   */
  readonly minSize?: readonly [width: number, height: number];
  /** @defaultValue 30,000 */
  readonly timeoutMs?: number;
}

/** Images that would take a browser 1 GB are rejected. */
const maxPixels = 250e6;
/** Maximum compression ratio of deflate (zlib's documentation). */
const deflateLimit = 1032;
/** Downscaled to this, a photo of 12 megapixels differs from the original by 0.2 of 255 after resizing to 224 x 224. */
const minSide = 1024;

/**
 * Decodes any format that the browser supports (JPEG, PNG, WebP, AVIF, GIF, BMP, ICO) and the largest JPEG inside a
 * camera raw file. The pixels are upright sRGB on white. JPEGs of up to 4 megapixels and other images of up to 16 are
 * read at full size. An animation is represented by the non-blank frame that is shown longest. A truncated JPEG is read
 * as far as its rows are complete; other truncated files are rejected. An `ImageBitmap` stays open. Leaves an
 * `onsight:decode` measure.
 *
 * @throws OnsightError `unsupported-media` for unsupported formats (SVG, TIFF, HEIC without browser support, lossless
 *   JPEG, raw files without a preview), `image-unreadable` for broken files, `deadline-exceeded`
 * @example
 * ```ts
 * const { pixels, width, height } = await decodeImage(file); // a phone's photo, held upright
 * console.log(width, height, pixels.width, pixels.height); // 3024 4032 1134 1512
 * ```
 */
export async function decodeImage(source: ImageSource, options: DecodeOptions = {}): Promise<DecodedImage> {
  const { timeoutMs = 30_000, signal } = options;
  const name = options.name ?? (source instanceof Blob && 'name' in source ? String(source.name) : 'image');
  const minSize = [options.minSize?.[0] ?? minSide, options.minSize?.[1] ?? minSide] as const;
  for (const side of minSize) checkInteger('minSize', side, 1);
  signal?.throwIfAborted();
  const atLeast = [Math.max(minSide, minSize[0]), Math.max(minSide, minSize[1])] as const;
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

/** Decodes only the rows that are present of a truncated JPEG, which browsers reject or fill with grey. */
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
  if (there === undefined) throw new RangeError('the image is truncated');
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
    if (width * height > maxPixels) throw new TooManyPixels('it has too many pixels');
    const drawnMin = liesOnSide(turn) ? ([minSize[1], minSize[0]] as const) : minSize;
    const pixels = turnUpright(readPixels(drawable, drawnWidth, drawnHeight, drawnMin), turn);
    const isPlain = turn === 1 && (header?.orientation ?? 1) === 1 && header?.animated !== true;
    return { pixels, width, height, asStored: isPlain && !preview && !incomplete, preview, incomplete };
  } finally {
    drawable.close();
  }
}

/** True if the corner stored last is grey, which decoders use to fill missing data. */
function endsInFiller({ width, height, data }: Pixels, orientation: Orientation): boolean {
  // The corner that is stored last, once the image is upright.
  const x = [1, 4, 5, 8].includes(orientation) ? width - 1 : 0;
  const y = [1, 2, 5, 6].includes(orientation) ? height - 1 : 0;
  const at = (y * width + x) * 4;
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
  // Colour profiles common in photographs shift grey by less than this.
  return [red, green, blue].every((value) => Math.abs(value - 128) <= 3);
}

/** Checks a header's claims before allocating anything for it. */
function whyRefused(
  { width, height, inflatedBytes = 0 }: ImageHeader,
  fileBytes: number,
): { readonly problem: ImageProblem; readonly reason: string } | undefined {
  if (width === 0 || height === 0) return { problem: 'damaged', reason: 'its header has a size of 0' };
  if (width * height > maxPixels) {
    return { problem: 'too-large', reason: `it has too many pixels, ${String(width)} x ${String(height)}` };
  }
  if (inflatedBytes > fileBytes * deflateLimit) {
    return { problem: 'damaged', reason: 'its header claims more pixels than its bytes can hold' };
  }
  return undefined;
}

class TooManyPixels extends RangeError {}

/** Converts an `ImageData` to sRGB pixels on white. */
async function fromImageData(image: ImageData): Promise<Pixels> {
  const { width, height, data } = image;
  if (image.colorSpace === 'srgb' && data instanceof Uint8ClampedArray) {
    return { width, height, data: onWhite(data) };
  }
  // The browser converts other colour spaces and depths (display-p3, float16).
  const bitmap = await createImageBitmap(image, { premultiplyAlpha: 'none' });
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas context is available');
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: onWhite(context.getImageData(0, 0, width, height).data) };
  } finally {
    bitmap.close();
  }
}

function onWhite(data: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(data);
  for (let at = 3; at < out.length; at += 4) {
    const alpha = out[at] ?? 255;
    if (alpha === 255) continue;
    for (let channel = at - 3; channel < at; channel++) {
      out[channel] = 255 - ((255 - (out[channel] ?? 255)) * alpha) / 255;
    }
    out[at] = 255;
  }
  return out;
}
