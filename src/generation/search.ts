import type { Continuation, DecoderStep } from './decoder.ts';

/** A sequence of tokens. */
export interface Sequence {
  /** Prompt and new tokens; the end token, where there was one, included. */
  readonly ids: readonly number[];
  /** Sum of the log probabilities of the new tokens. */
  readonly logProbability: number;
  /** For each new token where the decoder looked when it wrote it; empty where the graph does not say. */
  readonly attention: readonly Float32Array[];
}

/** A sequence that has ended. */
export interface Finished extends Sequence {
  /** Log probability over number of new tokens to the power of the length penalty. */
  readonly score: number;
}

/** Decides from every step how sequences go on. */
export interface Search {
  /** The sequences that go on, in the order of the next step's rows; none when the search is over. */
  advance(step: DecoderStep): readonly Continuation[];
  /** The sequence that grows, and at last has grown; undefined where there are several. */
  readonly growing: Sequence | undefined;
  /** What has ended, best first. */
  results(): readonly Finished[];
}

/** `logProbability / newTokens ** lengthPenalty`: Hugging Face's `sequences_scores`, which counts the end token. */
export function scoreOf(logProbability: number, newTokens: number, lengthPenalty: number): number {
  return logProbability / newTokens ** lengthPenalty;
}

/** Row `row` of a `[rows, width]` array, as a view. */
export function rowView(data: Float32Array, rows: number, row: number): Float32Array {
  const width = data.length / rows;
  return data.subarray(row * width, (row + 1) * width);
}

/** `sequence` with one more token, whose logits came with `step`'s row `row`. */
export function extend(
  sequence: Sequence,
  token: number,
  logProbability: number,
  step: DecoderStep,
  row: number,
): Sequence {
  const attention = step.attention && rowView(step.attention, step.rows, row);
  return {
    ids: [...sequence.ids, token],
    logProbability,
    attention: attention === undefined ? sequence.attention : [...sequence.attention, attention],
  };
}
