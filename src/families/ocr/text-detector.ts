import type { LaneOptions } from '../../core/async/lane.ts';
import type { Point, Quad } from '../../math/geometry/quad.ts';
import { resizeBilinear, type Raster } from '../../math/geometry/warp-quad.ts';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import { boxesOfPiece, cutImage, type Piece } from './image-pieces.ts';
import { toBgrTensor, type Normalization } from './bgr-tensor.ts';
import { findTextBoxes, type ScoreMap, type TextBoxOptions } from './text-boxes.ts';

/** `ocr.detector` of `onsight.json`. */
interface DetectorSpec extends Normalization, TextBoxOptions {
  /** Images are reduced to this, never enlarged. */
  readonly longestSide: number;
}

/** Sides of the detector's input are multiples of this. */
const stride = 32;

/** Images with a shorter side get a margin, in pixels. */
const smallSide = 64;
const smallMargin = 16;

/** Finds where an image has text. */
export class TextDetector {
  readonly #part: OpenPart;
  readonly #spec: DetectorSpec;

  constructor(part: OpenPart, spec: DetectorSpec) {
    this.#part = part;
    this.#spec = spec;
  }

  /** Finds the boxes of lines, in pixels of the image, each from its top left corner. */
  async detect(image: Raster, options: LaneOptions): Promise<readonly Quad[]> {
    const margin = Math.min(image.width, image.height) < smallSide ? smallMargin : 0;
    if (margin > 0) return this.#detectWithMargin(image, margin, options);
    const boxes: Quad[] = [];
    for (const piece of cutImage(image, this.#spec.longestSide)) {
      const found = await this.#detectIn(image, piece, options);
      boxes.push(...boxesOfPiece(found, piece, image));
    }
    return boxes;
  }

  /** A word that was cropped without margin is only found with one. */
  async #detectWithMargin(image: Raster, margin: number, options: LaneOptions): Promise<readonly Quad[]> {
    const { width, height } = image;
    const padded = addMargin(image, margin);
    const toImage = ([x, y]: Point): Point => [
      Math.min(width - 1, Math.max(0, x - margin)),
      Math.min(height - 1, Math.max(0, y - margin)),
    ];
    const found = await this.#detectIn(
      padded,
      { left: 0, top: 0, width: padded.width, height: padded.height },
      options,
    );
    return found.map(([a, b, c, d]): Quad => [toImage(a), toImage(b), toImage(c), toImage(d)]);
  }

  async #detectIn(image: Raster, piece: Piece, options: LaneOptions): Promise<readonly Quad[]> {
    const scale = Math.min(1, this.#spec.longestSide / Math.max(piece.width, piece.height));
    const side = (length: number): number => Math.max(stride, Math.round((length * scale) / stride) * stride);
    const resized = resizeBilinear(image, side(piece.width), side(piece.height), piece);
    return findTextBoxes(await this.map(toBgrTensor(resized, this.#spec), options), piece, this.#spec);
  }

  /** Probability of text per pixel of a `[1, 3, height, width]` input. */
  async map(page: FloatTensor, options: LaneOptions): Promise<ScoreMap> {
    const output = this.#part.output('map');
    const outputs = await this.#part.session.run(
      { [this.#part.input('page')]: page },
      { ...options, outputs: [output] },
    );
    const [, , height = 0, width = 0] = page.dims;
    return { width, height, data: floatsOf(outputs, output).data };
  }
}

/** An image with a margin in the colour that its border mostly has. */
function addMargin(image: Raster, margin: number): Raster {
  const [width, height] = [image.width + 2 * margin, image.height + 2 * margin];
  const data = new Uint8ClampedArray(4 * width * height);
  new Uint32Array(data.buffer).fill(borderColor(image));
  for (let y = 0; y < image.height; y += 1) {
    const row = image.data.subarray(4 * y * image.width, 4 * (y + 1) * image.width);
    data.set(row, 4 * ((y + margin) * width + margin));
  }
  return { width, height, data };
}

/** The most frequent colour of an image's outermost pixels, as the 32 bits of a pixel. */
function borderColor({ width, height, data }: Raster): number {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const counts = new Map<number, number>();
  let best = pixels[0] ?? 0;
  for (const [at, color] of pixels.entries()) {
    const x = at % width;
    if (x > 0 && x < width - 1 && at >= width && at < pixels.length - width) continue;
    const count = (counts.get(color) ?? 0) + 1;
    counts.set(color, count);
    if (count > (counts.get(best) ?? 0)) best = color;
  }
  return best;
}
