import type { LaneOptions } from '../../core/async/lane.ts';
import { OnsightError } from '../../core/errors.ts';
import { sidesOf, sliceQuad, startAt, type Quad } from '../../math/geometry/quad.ts';
import { resizeBilinear, warpQuad, type Raster } from '../../math/geometry/warp-quad.ts';
import { floatsOf } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import { toBgrTensor, type Normalization } from './bgr-tensor.ts';
import { decodeCtc, type DecodedLine } from './decode-ctc.ts';

/** `ocr.recognizer` of `onsight.json`. */
interface RecognizerSpec extends Normalization {
  /** Lines are scaled to this height, in pixels. */
  readonly height: number;
  /** Shorter lines are padded. */
  readonly minWidth: number;
}

/** A line that was read. */
export interface ReadLine extends DecodedLine {
  /** From the start of the text, see `TextLine.quad`. */
  readonly quad: Quad;
  /** True if the quad starts at the other end than the one that was asked for. */
  readonly isTurned: boolean;
  /** Where the recognizer's first step starts, and how wide each is, in fractions of the quad's width. */
  readonly firstStep: number;
  readonly stepWidth: number;
}

/** Below this confidence a line is also read upside down. */
const doubtful = 0.9;

/** Lines are read with this much around their ends, in heights of the line: boxes cut into first and last letters. */
const margin = 0.2;

/** Reads the lines inside quads. */
export class LineReader {
  readonly #part: OpenPart;
  readonly #spec: RecognizerSpec;
  readonly #dictionary: readonly string[];

  constructor(part: OpenPart, spec: RecognizerSpec, dictionary: readonly string[]) {
    this.#part = part;
    this.#spec = spec;
    this.#dictionary = dictionary;
  }

  /** Reads a line, and where it is doubtful the other way round as well; the more confident reading is returned. */
  async readEitherWay(image: Raster, quad: Quad, options: LaneOptions): Promise<ReadLine> {
    const line = await this.#readQuad(image, quad, options);
    if (line.confidence >= doubtful) return line;
    const turned = await this.#readQuad(image, startAt(quad, 2), options);
    return turned.confidence > line.confidence ? { ...turned, isTurned: true } : line;
  }

  async #readQuad(image: Raster, quad: Quad, options: LaneOptions): Promise<ReadLine> {
    const [length, height] = sidesOf(quad);
    const beyond = (margin * height) / length;
    const crop = warpQuad(
      image,
      sliceQuad(quad, -beyond, 1 + beyond),
      Math.max(1, Math.trunc((1 + 2 * beyond) * length)),
      Math.max(1, Math.trunc(height)),
    );
    const { stepWidth, ...line } = await this.readCrop(crop, options);
    return { ...line, quad, isTurned: false, firstStep: -beyond, stepWidth: (1 + 2 * beyond) * stepWidth };
  }

  /** Reads a line that fills an image. */
  async readCrop(crop: Raster, options: LaneOptions): Promise<DecodedLine & Pick<ReadLine, 'stepWidth'>> {
    const { height, minWidth } = this.#spec;
    const width = Math.ceil((height * crop.width) / crop.height);
    const line = toBgrTensor(resizeBilinear(crop, width, height), this.#spec, Math.max(minWidth, width));
    const output = this.#part.output('probabilities');
    const outputs = await this.#part.session.run(
      { [this.#part.input('line')]: line },
      { ...options, outputs: [output] },
    );
    const {
      data,
      dims: [, steps = 1, classes],
    } = floatsOf(outputs, output);
    if (classes !== this.#dictionary.length) throw this.#mismatch(classes ?? 0);
    return { ...decodeCtc(data, this.#dictionary), stepWidth: Math.max(minWidth, width) / width / steps };
  }

  #mismatch(classes: number): OnsightError {
    const characters = String(this.#dictionary.length - 2);
    const reason = `its dictionary has ${characters} characters, but its recognizer ${String(classes)} classes, which must be two more`;
    return new OnsightError('unsupported-model', { model: this.#part.session.name, reason });
  }
}
