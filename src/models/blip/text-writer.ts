import type { LaneOptions } from '../../core/lane.ts';
import type { TensorData } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../pack-sessions.ts';
import { CachedDecoder } from './cached-decoder.ts';
import type { Decoder } from './decoder.ts';
import { makeMemory, type EncoderMemory } from './encoder-memory.ts';
import { PrefixDecoder } from './prefix-decoder.ts';
import { runPrefix } from './prefix-run.ts';
import { logSumExp } from './log-softmax.ts';
import { rowView } from './search.ts';

/** The text decoder of a pack. */
export class TextWriter {
  readonly #decoder: OpenPart;
  readonly #cross: OpenPart | undefined;

  /** @param cross - the decoder's cross part; undefined for a decoder without a cache */
  constructor(decoder: OpenPart, cross: OpenPart | undefined) {
    this.#decoder = decoder;
    this.#cross = cross;
  }

  /** Tells decoders apart. */
  get name(): string {
    return this.#decoder.session.name;
  }

  /** Makes states `[memories, states, width]` ready to be attended to. */
  remember(states: TensorData, options?: LaneOptions): Promise<EncoderMemory> {
    return makeMemory(this.#decoder, this.#cross, states, options);
  }

  /** A decoder for one decoding. */
  open(memory: EncoderMemory): Decoder {
    return this.#cross === undefined
      ? new PrefixDecoder(this.#decoder, memory)
      : new CachedDecoder(this.#decoder, memory);
  }

  /**
   * The summed log probabilities of given sequences, each token's after the ones before it (teacher forcing); the
   * first token of a sequence is given, not scored.
   *
   * @param memory - of one memory, or of one for each sequence
   */
  async score(
    memory: EncoderMemory,
    sequences: readonly (readonly number[])[],
    options: LaneOptions = {},
  ): Promise<readonly number[]> {
    const sums: number[] = [];
    for (const sequence of sequences) {
      const run = await runPrefix(this.#decoder, memory, [sequence.slice(0, -1)], {
        ...options,
        outputs: [this.#decoder.output('logits')],
      });
      sums.push(sumLogProbabilities(run.logits.data, sequence.slice(1)));
    }
    return sums;
  }
}

function sumLogProbabilities(logits: Float32Array, targets: readonly number[]): number {
  let sum = 0;
  for (const [index, target] of targets.entries()) {
    const scores = rowView(logits, targets.length, index);
    sum += (scores[target] ?? -Infinity) - logSumExp(scores);
  }
  return sum;
}
