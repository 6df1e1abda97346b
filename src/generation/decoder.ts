import type { LaneOptions } from '../core/async/lane.ts';

/** A decoder's output for the next token of every running sequence. */
export interface DecoderStep {
  /** Number of sequences. */
  readonly rows: number;
  readonly vocabulary: number;
  /** `[rows, vocabulary]`: scores of the next token. The receiver may modify them in place. */
  readonly logits: Float32Array;
  /** `[rows, states]`: cross-attention for these logits; undefined if the graph does not output it. */
  readonly attention?: Float32Array | undefined;
}

/** A sequence that continues: its row in the last step, and its new token. */
export interface Continuation {
  readonly row: number;
  readonly token: number;
}

/** Decodes several sequences at once, one token per step. Serves a single generation. */
export interface Decoder {
  /** Reads the prompt; returns a step with one row. */
  start(prompt: readonly number[], options?: LaneOptions): Promise<DecoderStep>;
  /** Appends a token to each sequence. Rows of the next step follow the order of `continuations`. */
  next(continuations: readonly Continuation[], options?: LaneOptions): Promise<DecoderStep>;
}
