import type { LaneOptions } from '../core/async/lane.ts';

/** What a decoder says about the next token of every sequence under way. */
export interface DecoderStep {
  /** Number of sequences. */
  readonly rows: number;
  readonly vocabulary: number;
  /** `[rows, vocabulary]`: scores of the next token. The receiver may change them in place. */
  readonly logits: Float32Array;
  /** `[rows, states]`: where the decoder looked when it gave these logits; absent where the graph does not say. */
  readonly attention?: Float32Array | undefined;
}

/** A sequence that goes on: which row of the last step it comes from, and its new token. */
export interface Continuation {
  readonly row: number;
  readonly token: number;
}

/** Writes several sequences at once, one token a step. One decoder serves one decoding. */
export interface Decoder {
  /** Reads the prompt; the step has one row. */
  start(prompt: readonly number[], options?: LaneOptions): Promise<DecoderStep>;
  /** Appends a token to each sequence; the rows of the next step are in the order of `continuations`. */
  next(continuations: readonly Continuation[], options?: LaneOptions): Promise<DecoderStep>;
}
