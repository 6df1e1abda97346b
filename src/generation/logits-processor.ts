/** Modifies the scores of the next token in place. `ids` is the sequence so far, including the prompt. */
export type LogitsProcessor = (ids: readonly number[], scores: Float32Array) => void;
