import { liesOnSide, type Orientation } from './exif-orientation.ts';
import { readWebpOrientation, type ImageHeader } from './image-header.ts';
import { maxKeptPixels, reductionFactor } from './read-pixels.ts';
import type { MediaKind } from '../sniff-media.ts';

/** Larger animations are represented by their first frame. */
const maxBytes = 64 * 1024 * 1024;

/** Limits for analysing an animation: number of frames, and total pixels. */
const maxFrames = 120;

const maxPixels = 300e6;

/** Duration at which browsers show frames without one. */
const defaultMs = 100;

const sampleSide = 24;

/** Two frames are the same up to this mean difference (of 255); a frame is blank up to this range. */
const sameDifference = 2;

const blankRange = 8;

interface Look {
  readonly index: number;
  readonly sample: Uint8ClampedArray;
  readonly isBlank: boolean;
  totalMs: number;
}

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

/**
 * The frame of an animation that is shown longest in total and is not blank if others are not. The caller closes it.
 * Undefined for stills, very large files, and if the browser cannot decode single frames.
 */
async function openShownFrame(file: Blob, mime: string): Promise<VideoFrame | undefined> {
  if (!('ImageDecoder' in globalThis) || file.size > maxBytes) return undefined;
  if (!(await ImageDecoder.isTypeSupported(mime))) return undefined;
  const decoder = new ImageDecoder({ type: mime, data: await file.arrayBuffer() });
  try {
    await decoder.completed;
    await decoder.tracks.ready;
    const count = decoder.tracks.selectedTrack?.frameCount ?? 1;
    if (count < 2) return undefined;
    const looks = await lookAtFrames(decoder, Math.min(count, maxFrames));
    const shown = looks.filter(({ isBlank }) => !isBlank);
    const best = (shown.length > 0 ? shown : looks).reduce((a, b) => (b.totalMs > a.totalMs ? b : a));
    return (await decoder.decode({ frameIndex: best.index })).image;
  } catch {
    return undefined; // some frame is damaged; the first may be readable
  } finally {
    decoder.close();
  }
}

async function lookAtFrames(decoder: ImageDecoder, count: number): Promise<readonly Look[]> {
  const context = new OffscreenCanvas(sampleSide, sampleSide).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas context is available');
  const looks: Look[] = [];
  let pixels = 0;
  for (let index = 0; index < count && pixels < maxPixels; index++) {
    const { image } = await decoder.decode({ frameIndex: index });
    const ms = (image.duration ?? 0) / 1000 || defaultMs;
    pixels += image.displayWidth * image.displayHeight;
    const sample = sampleOf(image, context);
    image.close();
    const same = looks.find((look) => difference(look.sample, sample) <= sameDifference);
    if (same === undefined) looks.push({ index, sample, isBlank: isBlank(sample), totalMs: ms });
    else same.totalMs += ms;
  }
  return looks;
}

function sampleOf(image: VideoFrame, context: OffscreenCanvasRenderingContext2D): Uint8ClampedArray {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, sampleSide, sampleSide);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, sampleSide, sampleSide);
  return context.getImageData(0, 0, sampleSide, sampleSide).data;
}

function difference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / (sampleSide * sampleSide * 3);
}

function isBlank(sample: Uint8ClampedArray): boolean {
  return [0, 1, 2].every((channel) => {
    const values = sample.filter((_, i) => i % 4 === channel);
    return Math.max(...values) - Math.min(...values) <= blankRange;
  });
}
