/** A word and when it is said. */
export interface SpokenWord {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
}

/** A sentence or part of one, and when it is said. */
export interface SpokenSegment extends SpokenWord {
  /** ISO 639 code, such as `de`. */
  readonly language: string;
  /** Probability of its words by the model, 0 to 1, as the mean over its window. */
  readonly confidence: number;
  /** Present if words were asked for. */
  readonly words?: readonly SpokenWord[];
}

/** Options of a transcription of one window. */
export interface TranscriberOptions {
  /** @defaultValue detected */
  readonly language?: string | undefined;
  readonly words?: boolean | undefined;
}

/** A transcribed window. */
export interface HeardSpeech {
  readonly language: string;
  /** Empty if nothing was said, or if what the model wrote is not credible. */
  readonly segments: readonly SpokenSegment[];
}
