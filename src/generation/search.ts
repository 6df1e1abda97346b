import type { Continuation, DecoderStep } from './decoder.ts';

/** A sequence of tokens. */
export interface Sequence {
  /** Prompt and new tokens, including the end token if any. */
  readonly ids: readonly number[];
  /** Sum of the log probabilities of the new tokens. */
  readonly logProbability: number;
  /** Cross-attention per new token; empty if the graph does not output it. */
  readonly attention: readonly Float32Array[];
}

/** A finished sequence. */
export interface Finished extends Sequence {
  /** Log probability divided by the number of new tokens to the power of the length penalty. */
  readonly score: number;
}

/** Decides at every step how sequences continue. */
export interface Search {
  /** Returns the sequences that continue, in the row order of the next step; empty once the search is over. */
  advance(step: DecoderStep): readonly Continuation[];
  /** The single sequence that grows; undefined if there are several. */
  readonly growing: Sequence | undefined;
  /** Finished sequences, best first. */
  results(): readonly Finished[];
}

/** `logProbability / newTokens ** lengthPenalty`: Hugging Face's `sequences_scores`, which count the end token. */
export function scoreOf(logProbability: number, newTokens: number, lengthPenalty: number): number {
  return logProbability / newTokens ** lengthPenalty;
}

/** Row `row` of a `[rows, width]` array, as a view. */
export function rowView(data: Float32Array, rows: number, row: number): Float32Array {
  const width = data.length / rows;
  return data.subarray(row * width, (row + 1) * width);
}

/** Appends a token to `sequence`; its logits came with row `row` of `step`. */
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
