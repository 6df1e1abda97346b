import { checkInteger } from '../../core/check.ts';
import { measureSync } from '../../core/measure.ts';
import type { ImageSpec } from './image-spec.ts';
import type { Pixels } from '../image/pixels.ts';
import { resizePixels, resizeToWindow } from './resize-image.ts';

/**
 * Resizes and crops an image to `spec.size`, before normalisation: squashed, or scaled by its shorter side and cropped
 * like Hugging Face's `CLIPImageProcessor` (black where the image is smaller than the crop). Leaves an `onsight:resize`
 * measure.
 */
export function fitToSpec(pixels: Pixels, spec: ImageSpec): Pixels {
  const [width, height] = spec.size;
  return measureSync('resize', () =>
    spec.resize === 'squash' ? resizePixels(pixels, width, height, spec.resample) : cropShortestEdge(pixels, spec),
  );
}

/**
 * Writes `pixels` as `[3, height, width]` floats, `(x / 255 - mean) / std`, starting at `out[offset]`.
 *
 * @throws RangeError if the image does not have `spec.size` or `out` is too short
 */
export function writeTensor(pixels: Pixels, spec: ImageSpec, out: Float32Array, offset: number): void {
  const [width, height] = spec.size;
  const plane = width * height;
  checkInteger('offset', offset, 0, out.length - 3 * plane);
  if (pixels.width !== width || pixels.height !== height) {
    throw new RangeError(
      `Expected \`pixels\` to be ${String(width)} x ${String(height)}, got \`${String(pixels.width)} x ${String(pixels.height)}\`.`,
    );
  }
  const { data } = pixels;
  const red = normalisedBytes(spec.mean[0], spec.std[0]);
  const green = normalisedBytes(spec.mean[1], spec.std[1]);
  const blue = normalisedBytes(spec.mean[2], spec.std[2]);
  /* eslint-disable @typescript-eslint/no-non-null-assertion -- a byte into 256 entries, inside the image */
  for (let to = offset, from = 0; to < offset + plane; to++, from += 4) {
    out[to] = red[data[from]!]!;
    out[to + plane] = green[data[from + 1]!]!;
    out[to + 2 * plane] = blue[data[from + 2]!]!;
  }
  /* eslint-enable @typescript-eslint/no-non-null-assertion */
}

/** `transformers/image_transforms.py`: `get_resize_output_image_size`, then `center_crop`. */
function cropShortestEdge(pixels: Pixels, spec: ImageSpec): Pixels {
  const [cropWidth, cropHeight] = spec.size;
  const edge = spec.edge ?? Math.min(cropWidth, cropHeight);
  const short = Math.min(pixels.width, pixels.height);
  const scaledWidth = pixels.width === short ? edge : Math.trunc((edge * pixels.width) / short);
  const scaledHeight = pixels.height === short ? edge : Math.trunc((edge * pixels.height) / short);
  const across = cropAxis(scaledWidth, cropWidth);
  const down = cropAxis(scaledHeight, cropHeight);
  const window = { x: across.from, y: down.from, width: across.length, height: down.length };
  const inside = resizeToWindow(pixels, scaledWidth, scaledHeight, window, spec.resample);
  if (inside.width === cropWidth && inside.height === cropHeight) return inside;
  return padWithBlack(inside, cropWidth, cropHeight, across.pad, down.pad);
}

interface CropAxis {
  /** First scaled pixel kept, and the number of pixels. */
  readonly from: number;
  readonly length: number;
  /** Position of the first kept pixel in the crop. */
  readonly pad: number;
}

/** One axis of `center_crop`: padding is rounded up and the cut rounded down, as in the original. */
function cropAxis(scaled: number, crop: number): CropAxis {
  const from = Math.floor((scaled - crop) / 2);
  if (from >= 0) return { from, length: crop, pad: 0 };
  return { from: 0, length: scaled, pad: Math.ceil((crop - scaled) / 2) };
}

function padWithBlack(pixels: Pixels, width: number, height: number, left: number, top: number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  new Uint32Array(data.buffer).fill(opaqueBlack);
  const rowBytes = pixels.width * 4;
  for (let y = 0; y < pixels.height; y++) {
    data.set(pixels.data.subarray(y * rowBytes, (y + 1) * rowBytes), ((top + y) * width + left) * 4);
  }
  return { width, height, data };
}

const opaqueBlack = new Uint32Array(new Uint8Array([0, 0, 0, 255]).buffer)[0] ?? 0;

const tables = new Map<string, Float32Array>();

/** Normalised value per byte of a channel. */
function normalisedBytes(mean: number, std: number): Float32Array {
  const key = `${String(mean)}/${String(std)}`;
  let table = tables.get(key);
  if (table === undefined) {
    table = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / std);
    tables.set(key, table);
  }
  return table;
}
