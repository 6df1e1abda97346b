import type { LaneOptions } from '../../core/async/lane.ts';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import { CachedDecoder } from './cached-decoder.ts';
import type { Decoder } from '../../generation/decoder.ts';
import { makeMemory, type EncoderMemory } from './encoder-memory.ts';
import { logSumExp } from '../../generation/log-softmax.ts';
import { PrefixDecoder } from './prefix-decoder.ts';
import { runPrefix } from './prefix-run.ts';
import { batchesOf } from '../../generation/row-batches.ts';
import { rowView } from '../../generation/search.ts';

/** Until a run has said it: BERT's vocabulary is about this large. */
const usualVocabulary = 32_768;

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

  /** Whether several sequences can be scored in one run. */
  get takesBatches(): boolean {
    return this.#cross !== undefined && !this.#decoder.fixedBatch;
  }

  /** Makes states `[memories, states, width]` ready to be attended to. */
  remember(states: FloatTensor, options?: LaneOptions): Promise<EncoderMemory> {
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
    const tokens = Math.max(...sequences.map((sequence) => sequence.length)) - 1;
    if (memory.count > 1) return this.#scoreBatch(memory, sequences, options);
    const together = this.takesBatches && !this.#decoder.rowsInterfere;
    const sums: number[] = [];
    for (const batch of batchesOf(sequences, together, 4 * tokens * usualVocabulary))
      sums.push(...(await this.#scoreBatch(memory, batch, options)));
    return sums;
  }

  /**
   * Where the decoder looks for each token of a sequence but the first, `[1, tokens, states]`; undefined where the
   * graph does not say.
   */
  async lookOf(
    memory: EncoderMemory,
    sequence: readonly number[],
    options: LaneOptions = {},
  ): Promise<FloatTensor | undefined> {
    if (!this.#decoder.gives('attention')) return undefined;
    const name = this.#decoder.output('attention');
    const outputs = [this.#decoder.output('logits'), name];
    const run = await runPrefix(this.#decoder, memory, [sequence.slice(0, -1)], { ...options, outputs });
    return floatsOf(run.outputs, name);
  }

  async #scoreBatch(
    memory: EncoderMemory,
    sequences: readonly (readonly number[])[],
    options: LaneOptions,
  ): Promise<readonly number[]> {
    const tokens = Math.max(...sequences.map((sequence) => sequence.length)) - 1;
    // The decoder is causal: what stands after a sequence's own end changes nothing before it.
    const inputs = sequences.map((sequence) =>
      Array.from({ length: tokens }, (_, at) => sequence[Math.min(at, sequence.length - 2)] ?? 0),
    );
    const outputs = [this.#decoder.output('logits')];
    const { logits } = await runPrefix(this.#decoder, memory, inputs, { ...options, outputs });
    return sequences.map((sequence, row) =>
      sumLogProbabilities(rowView(logits.data, sequences.length, row), tokens, sequence.slice(1)),
    );
  }
}

function sumLogProbabilities(logits: Float32Array, tokens: number, targets: readonly number[]): number {
  let sum = 0;
  for (const [at, target] of targets.entries()) {
    const scores = rowView(logits, tokens, at);
    sum += (scores[target] ?? -Infinity) - logSumExp(scores);
  }
  return sum;
}
