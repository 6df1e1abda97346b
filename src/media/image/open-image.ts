import { liesOnSide, type Orientation } from './exif-orientation.ts';
import { readWebpOrientation, type ImageHeader } from './image-header.ts';
import { maxKeptPixels, reductionFactor } from './read-pixels.ts';
import { openShownFrame } from './shown-frame.ts';
import type { MediaKind } from '../sniff-media.ts';

/** A file decoded by the browser but not yet copied into our memory. Whoever opens it closes `drawable`. */
interface OpenedImage {
  readonly drawable: ImageBitmap | VideoFrame;
  /** Size at which the drawable is drawn. */
  readonly drawnWidth: number;
  readonly drawnHeight: number;
  /** Rotation still to apply after drawing; 1 if the browser has applied it. */
  readonly turn: Orientation;
  /** Size of the image, upright. */
  readonly width: number;
  readonly height: number;
}

/**
 * Lets the browser decode a file. Large JPEGs are decoded at a reduced size if supported: 96 megapixels take half the
 * time and a quarter of the memory.
 */
export async function openImage(
  file: Blob,
  kind: MediaKind,
  header: ImageHeader | undefined,
  minSize: readonly [number, number],
): Promise<OpenedImage> {
  if (kind.mime === 'image/jpeg' && header !== undefined && 'ImageDecoder' in globalThis) {
    const eighths = jpegEighths(header, minSize);
    if (eighths < 8) return openReducedJpeg(file, header, eighths);
  }
  const turn = await turnOf(file, kind, header);
  const frame = isAnimated(kind, header) && turn === 1 ? await openShownFrame(file, kind.mime) : undefined;
  if (frame !== undefined) {
    const { displayWidth: width, displayHeight: height } = frame;
    return { drawable: frame, drawnWidth: width, drawnHeight: height, turn, width, height };
  }
  const reduced = header === undefined ? undefined : reducedSize(header, kind, minSize);
  const bitmap = await createImageBitmap(file.slice(0, file.size, kind.mime), {
    imageOrientation: turn === 1 ? 'from-image' : 'none',
    ...(reduced === undefined ? {} : { ...reduced.bitmap, resizeQuality: 'high' }),
  });
  const { width, height } = bitmap;
  const [stored, storedAcross] = reduced === undefined ? [width, height] : [reduced.width, reduced.height];
  const [uprightWidth, uprightHeight] = liesOnSide(turn) ? [storedAcross, stored] : [stored, storedAcross];
  return { drawable: bitmap, drawnWidth: width, drawnHeight: height, turn, width: uprightWidth, height: uprightHeight };
}

/** Browsers ignore the orientation of a WebP (Chromium 156) and of unusual tag types, so it is applied here. */
async function turnOf(file: Blob, kind: MediaKind, header: ImageHeader | undefined): Promise<Orientation> {
  if (kind.mime === 'image/webp') return readWebpOrientation(file);
  return kind.mime === 'image/png' && header?.overlooked === true ? header.orientation : 1;
}

/** Headers contain this for PNG and WebP; for other formats the decoder reports it. */
function isAnimated({ mime }: MediaKind, header: ImageHeader | undefined): boolean {
  return header?.animated ?? (mime === 'image/gif' || mime === 'image/avif');
}

// Reading a bitmap tile by tile leaves the image's size in garbage again, so large ones are downscaled first.
const orientationKnown = ['image/png', 'image/webp', 'image/bmp', 'image/gif'];

interface ReducedSize {
  readonly bitmap: { readonly resizeWidth: number; readonly resizeHeight: number };
  /** Size of the image as the bitmap is oriented. */
  readonly width: number;
  readonly height: number;
}

/** Size to which the browser should downscale a decoded image; undefined to keep it. */
function reducedSize(
  header: ImageHeader,
  kind: MediaKind,
  minSize: readonly [number, number],
): ReducedSize | undefined {
  const [width, height] = liesOnSide(header.orientation)
    ? [header.height, header.width]
    : [header.width, header.height];
  if (width * height <= maxKeptPixels || !orientationKnown.includes(kind.mime)) return undefined;
  const factor = reductionFactor(width, height, [Math.max(...minSize), Math.max(...minSize)]);
  const resize = { resizeWidth: Math.ceil(width / factor), resizeHeight: Math.ceil(height / factor) };
  return factor === 1 ? undefined : { bitmap: resize, width, height };
}

/**
 * Above this a JPEG is decoded at a reduced size: a photo of 12 megapixels in 85 ms instead of 250, including the
 * resize.
 */
const fullSizeJpegPixels = 2048 * 2048;

/** A JPEG decoder can omit high frequencies and return 1/8, 2/8, ... of the size: the smallest sufficient one. */
function jpegEighths({ width, height, orientation }: ImageHeader, minSize: readonly [number, number]): number {
  if (width * height <= fullSizeJpegPixels) return 8;
  const [minWidth, minHeight] = liesOnSide(orientation) ? [minSize[1], minSize[0]] : minSize;
  const enough = Math.ceil(Math.max(minWidth / width, minHeight / height) * 8);
  const bearable = Math.floor(Math.sqrt(maxKeptPixels / (width * height)) * 8);
  return Math.max(1, Math.min(8, enough, bearable));
}

async function openReducedJpeg(file: Blob, header: ImageHeader, eighths: number): Promise<OpenedImage> {
  const decoder = new ImageDecoder({
    type: 'image/jpeg',
    data: file.stream(),
    desiredWidth: Math.ceil((header.width * eighths) / 8),
    desiredHeight: Math.ceil((header.height * eighths) / 8),
  });
  try {
    const { image } = await decoder.decode();
    const { displayWidth, displayHeight } = image;
    // Trust the browser's orientation if it can be determined: it may read damaged EXIF differently.
    const sameWay = header.width > header.height === displayWidth > displayHeight;
    const onSide = displayWidth === displayHeight ? liesOnSide(header.orientation) : !sameWay;
    return {
      drawable: image,
      drawnWidth: displayWidth,
      drawnHeight: displayHeight,
      turn: 1,
      width: onSide ? header.height : header.width,
      height: onSide ? header.width : header.height,
    };
  } finally {
    decoder.close();
  }
}
