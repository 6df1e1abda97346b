import type { LaneOptions } from '../../core/async/lane.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import type { Continuation, Decoder, DecoderStep } from '../../generation/decoder.ts';
import type { EncoderMemory } from './encoder-memory.ts';
import { lastStep, runPrefix, stepNames } from './prefix-run.ts';

/**
 * A decoder without a cache, as in the public exports: each step runs every sequence from its beginning, one by one,
 * because those graphs have a batch of 1.
 */
export class PrefixDecoder implements Decoder {
  readonly #part: OpenPart;
  readonly #memory: EncoderMemory;
  #sequences: readonly (readonly number[])[] = [];

  constructor(part: OpenPart, memory: EncoderMemory) {
    this.#part = part;
    this.#memory = memory;
  }

  start(prompt: readonly number[], options: LaneOptions = {}): Promise<DecoderStep> {
    return this.#run([prompt], options);
  }

  next(continuations: readonly Continuation[], options: LaneOptions = {}): Promise<DecoderStep> {
    return this.#run(
      continuations.map(({ row, token }) => [...(this.#sequences[row] ?? []), token]),
      options,
    );
  }

  async #run(sequences: readonly (readonly number[])[], options: LaneOptions): Promise<DecoderStep> {
    const steps: DecoderStep[] = [];
    for (const sequence of sequences) {
      const run = await runPrefix(this.#part, this.#memory, [sequence], { ...options, outputs: stepNames(this.#part) });
      steps.push(lastStep(this.#part, run));
    }
    this.#sequences = sequences;
    const attention = steps.flatMap((step) => step.attention ?? []);
    return {
      rows: steps.length,
      vocabulary: steps[0]?.vocabulary ?? 0,
      logits: concat(steps.map((step) => step.logits)),
      attention: attention.length === steps.length ? concat(attention) : undefined,
    };
  }
}

function concat(rows: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = rows;
  if (rows.length === 1) return first;
  const all = new Float32Array(rows.length * first.length);
  for (const [index, row] of rows.entries()) all.set(row, index * first.length);
  return all;
}
