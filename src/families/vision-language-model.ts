import type { AbortOptions } from '../core/async/abort.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { ImageContent } from '../media/content/image-content.ts';
import type { Pixels } from '../media/image/pixels.ts';

/** Tasks of a model of images and language. */
export type LanguageTask = 'caption' | 'ask' | 'match';

/** A word of a generated text with its attention over the image. */
export interface WordHeat {
  readonly word: string;
  /** Offsets into the text: `text.slice(start, end) === word`. */
  readonly start: number;
  readonly end: number;
  /** Absent if the graph does not output it, and for words of the prompt. */
  readonly heat?: HeatMap | undefined;
}

/** Options of text generation, with the names and meanings of Hugging Face's `generate`. */
export interface GenerateOptions {
  /** 1 is greedy. @defaultValue the model's (3) */
  readonly beams?: number | undefined;
  /**
   * Number of texts returned, at most `beams` (with `topP`: number of samples). @defaultValue 1; answers: every beam
   */
  readonly n?: number | undefined;
  /** Sample from the smallest set of tokens whose probability reaches `topP` instead of searching. */
  readonly topP?: number | undefined;
  /** Only with `topP`. @defaultValue 1 */
  readonly temperature?: number | undefined;
  /** Only with `topP`: same seed, same text. @defaultValue 0 */
  readonly seed?: number | undefined;
  readonly maxNewTokens?: number | undefined;
  readonly minNewTokens?: number | undefined;
  readonly lengthPenalty?: number | undefined;
  readonly repetitionPenalty?: number | undefined;
  readonly noRepeatNgramSize?: number | undefined;
}

export interface CaptionOptions extends GenerateOptions {
  /** Beginning of the caption; a blank text is ignored. */
  readonly prompt?: string | undefined;
}

export interface AnswerOptions extends GenerateOptions {
  /** Rank these instead of generating. */
  readonly answers?: readonly string[] | undefined;
  /** Also compute a heat map of the answer's evidence in the image. @defaultValue false */
  readonly explain?: boolean | undefined;
}

export interface GeneratedText {
  readonly text: string;
  /** Summed log probability over length ** lengthPenalty: Hugging Face's `sequences_scores`. */
  readonly score: number;
}

/** Kind of an image, determined before the model runs. */
export interface Judged {
  /**
   * `scene`: the model ran. `nothing`: the image is blank, and the text is empty. `text`: a page of text, which models
   * of photographs cannot read; the caption is a fixed text.
   */
  readonly shows: ImageContent;
}

export interface ModelCaption extends GeneratedText {
  /** The n best, the caption itself first. */
  readonly alternatives: readonly GeneratedText[];
  readonly words: readonly WordHeat[];
}

/** A step of a caption stream. */
export interface CaptionStep {
  /** The text so far; it only grows. */
  readonly text: string;
  /** Attention of the newest token; absent if the graph does not output it. */
  readonly heat?: HeatMap | undefined;
}

export interface RankedAnswer {
  readonly answer: string;
  readonly probability: number;
}

export interface ModelAnswer extends RankedAnswer {
  /** Most probable first, the answer itself included. */
  readonly alternatives: readonly RankedAnswer[];
  /** Only with `explain`. */
  readonly heat?: HeatMap | undefined;
}

/** An image whose pixels are read only if its states are not cached. */
export interface LazyImage {
  /** Hash of the image's content. */
  readonly key: string;
  /** Fitted to the model's `image`. */
  readonly read: (options: AbortOptions) => Promise<Pixels>;
}
