import type { LaneOptions } from '../../core/async/lane.ts';
import { floatsOf, type FloatTensor, type TensorData } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import type { Continuation, Decoder, DecoderStep } from '../../generation/decoder.ts';
import type { EncoderMemory } from './encoder-memory.ts';
import { lastStep, pastNames, presentNames, runPrefix, stepNames, tokenFeeds, type PrefixRun } from './prefix-run.ts';
import { rowView } from '../../generation/search.ts';

/** A decoder with a key-value cache: each step runs one token. */
export class CachedDecoder implements Decoder {
  readonly #part: OpenPart;
  readonly #memory: EncoderMemory;
  readonly #pastNames: readonly string[];
  readonly #presentNames: readonly string[];
  readonly #outputs: readonly string[];
  /** NaN or Infinity in keys and values also appears in the logits of the same step, which depend on them. */
  readonly #checked: readonly string[];
  #past: readonly FloatTensor[] = [];

  constructor(part: OpenPart, memory: EncoderMemory) {
    this.#part = part;
    this.#memory = memory;
    this.#pastNames = pastNames(part);
    this.#presentNames = presentNames(part);
    this.#checked = stepNames(part);
    this.#outputs = [...this.#checked, ...this.#presentNames];
  }

  async start(prompt: readonly number[], options: LaneOptions = {}): Promise<DecoderStep> {
    const asked = { ...options, outputs: this.#outputs, checked: this.#checked };
    return this.#keep(await runPrefix(this.#part, this.#memory, [prompt], asked));
  }

  async next(continuations: readonly Continuation[], options: LaneOptions = {}): Promise<DecoderStep> {
    const feeds: Record<string, TensorData> = {
      ...this.#memory.feeds,
      ...tokenFeeds(
        this.#part,
        continuations.map(({ token }) => [token]),
        1,
      ),
    };
    const order = continuations.map(({ row }) => row);
    for (const [index, name] of this.#pastNames.entries()) {
      const past = this.#past[index];
      if (past !== undefined) feeds[name] = takeRows(past, order);
    }
    const asked = { ...options, outputs: this.#outputs, checked: this.#checked };
    const outputs = await this.#part.session.run(feeds, asked);
    return this.#keep({ outputs, logits: floatsOf(outputs, this.#part.output('logits')) });
  }

  #keep(run: PrefixRun): DecoderStep {
    this.#past = this.#presentNames.map((name) => floatsOf(run.outputs, name));
    return lastStep(this.#part, run);
  }
}

/** Rows of a `[rows, …]` tensor in a new order; the tensor itself if the order is unchanged. */
function takeRows(tensor: FloatTensor, order: readonly number[]): FloatTensor {
  const [rows = 1, ...rest] = tensor.dims;
  if (order.length === rows && order.every((row, index) => row === index)) return tensor;
  const width = tensor.data.length / rows;
  const data = new Float32Array(order.length * width);
  for (const [index, row] of order.entries()) data.set(rowView(tensor.data, rows, row), index * width);
  return { type: 'float32', dims: [order.length, ...rest], data };
}
