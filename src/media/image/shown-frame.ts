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

/**
 * The frame of an animation that is shown longest in total and is not blank if others are not. The caller closes it.
 * Undefined for stills, very large files, and if the browser cannot decode single frames.
 */
export async function openShownFrame(file: Blob, mime: string): Promise<VideoFrame | undefined> {
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
