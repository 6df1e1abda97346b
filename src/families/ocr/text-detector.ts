import type { LaneOptions } from '../../core/async/lane.ts';
import type { Quad } from '../../math/geometry/quad.ts';
import { resizeBilinear, type Raster } from '../../math/geometry/warp-quad.ts';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import { toBgrTensor, type Normalization } from './bgr-tensor.ts';
import { findTextBoxes, type ScoreMap, type TextBoxOptions } from './text-boxes.ts';

/** `ocr.detector` of `onsight.json`. */
export interface DetectorSpec extends Normalization, TextBoxOptions {
  /** Images are reduced to this, never enlarged. */
  readonly longestSide: number;
}

/** Sides of the detector's input are multiples of this. */
const stride = 32;

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
    const { longestSide } = this.#spec;
    const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
    const side = (length: number): number => Math.max(stride, Math.round((length * scale) / stride) * stride);
    const resized = resizeBilinear(image, side(image.width), side(image.height));
    return findTextBoxes(await this.map(toBgrTensor(resized, this.#spec), options), image, this.#spec);
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
