import type { AbortOptions } from '../core/async/abort.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { ImageContent } from '../media/content/image-content.ts';
import type { Pixels } from '../media/image/pixels.ts';

/** What a model of images and language can do. */
export type LanguageTask = 'caption' | 'ask' | 'match';

/** A word of a generated text and where the model looked when it wrote it. */
export interface WordHeat {
  readonly word: string;
  /** Offsets into the text: `text.slice(start, end) === word`. */
  readonly start: number;
  readonly end: number;
  /** Absent where the graph does not say, and for words of the prompt. */
  readonly heat?: HeatMap | undefined;
}

/** How text is generated; the names and meanings of Hugging Face's `generate`. */
export interface GenerateOptions {
  /** 1 is greedy. @defaultValue the model's (3) */
  readonly beams?: number | undefined;
  /** How many texts come back, at most `beams` (with `topP`: that many samples). @defaultValue 1; answers: every beam */
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
  /** The beginning of the caption; a blank text is none. */
  readonly prompt?: string | undefined;
}

export interface AnswerOptions extends GenerateOptions {
  /** Rank these instead of generating. */
  readonly answers?: readonly string[] | undefined;
  /** Also find out where the answer's evidence lies in the image. @defaultValue false */
  readonly explain?: boolean | undefined;
}

export interface GeneratedText {
  readonly text: string;
  /** Summed log probability over length ** lengthPenalty: Hugging Face's `sequences_scores`. */
  readonly score: number;
}

/** How an image was judged before a model was asked. */
export interface Judged {
  /**
   * `scene` where the model was asked. `nothing`: the image is blank, and there is no text. `text`: a page of text,
   * which models of photographs cannot read; a caption only says so.
   */
  readonly shows: ImageContent;
}

export interface ModelCaption extends GeneratedText {
  /** The n best, the caption itself first. */
  readonly alternatives: readonly GeneratedText[];
  readonly words: readonly WordHeat[];
}

/** A caption under way. */
export interface CaptionStep {
  /** The text so far; it only grows. */
  readonly text: string;
  /** Where the model looked for the newest token; absent if the graph does not output it. */
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

/** An image whose pixels are read only when its states are not known. */
export interface LazyImage {
  /** Hash of the image's content. */
  readonly key: string;
  /** Fitted to the model's `image`. */
  readonly read: (options: AbortOptions) => Promise<Pixels>;
}
