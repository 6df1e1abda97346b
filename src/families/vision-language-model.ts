import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { ImageContent } from '../media/content/image-content.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { Pixels } from '../media/image/pixels.ts';

/** What a model of pictures and language can do. */
export type LanguageTask = 'caption' | 'vqa' | 'match';

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
  /** Also find out where the answer's evidence lies in the picture. @defaultValue false */
  readonly explain?: boolean | undefined;
}

export interface GeneratedText {
  readonly text: string;
  /** Summed log probability over length ** lengthPenalty: Hugging Face's `sequences_scores`. */
  readonly score: number;
}

/** How a picture was judged before a model was asked. */
export interface Judged {
  /**
   * `scene` where the model was asked. `nothing`: the picture is blank, and there is no text. `text`: a page of text,
   * which models of photographs cannot read; a caption only says so.
   */
  readonly shows: ImageContent;
}

export interface Caption extends GeneratedText {
  /** The n best, the caption itself first. */
  readonly alternatives: readonly GeneratedText[];
  readonly words: readonly WordHeat[];
}

/** A caption under way. */
export interface CaptionStep {
  /** What is written so far. */
  readonly text: string;
  /** The words so far; the last one may still grow. */
  readonly words: readonly WordHeat[];
  /** Where the model looked for the newest token; absent where the graph does not say. */
  readonly heat?: HeatMap | undefined;
}

export interface RankedAnswer {
  readonly answer: string;
  readonly probability: number;
}

export interface Answer extends RankedAnswer {
  /** Most probable first, the answer itself included. */
  readonly alternatives: readonly RankedAnswer[];
  /** Only with `explain`. */
  readonly heat?: HeatMap | undefined;
}

/** What a page may know about it. */
export interface LanguageModelInfo {
  /** Identifies the weights (id, version or revision, dtype): results of one key may be remembered. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly tasks: readonly LanguageTask[];
  /** Task to the languages it understands and writes, BCP 47. */
  readonly languages: Readonly<Record<string, readonly string[]>>;
}

/** A picture whose pixels are read only when its states are not known. */
export interface PictureRef {
  /** Hash of the picture's content. */
  readonly key: string;
  /** Fitted to the model's `image`. */
  readonly read: (options: AbortOptions) => Promise<Pixels>;
}

export interface LanguageCallOptions extends AbortOptions {
  readonly priority?: Priority | undefined;
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** A model that writes about pictures, answers questions and says whether a text and a picture belong together. */
export interface LanguageModel extends AsyncDisposable {
  readonly info: LanguageModelInfo;
  readonly image: ImageSpec;
  /** Loads the parts of the tasks before they are needed. */
  load(tasks: readonly LanguageTask[], options?: LanguageCallOptions): Promise<void>;
  /** `onStep` hears every token (greedy and sampling; with beams only the end). */
  caption(
    picture: PictureRef,
    options?: CaptionOptions & LanguageCallOptions & { readonly onStep?: ((step: CaptionStep) => void) | undefined },
  ): Promise<Caption>;
  answer(picture: PictureRef, question: string, options?: AnswerOptions & LanguageCallOptions): Promise<Answer>;
  /** ITM: probability of each text, 0 to 1. */
  match(picture: PictureRef, texts: readonly string[], options?: LanguageCallOptions): Promise<readonly number[]>;
  /** ITC: cosine of each text, -1 to 1. @throws OnsightError `unsupported-model` without a joint space */
  similarity(picture: PictureRef, texts: readonly string[], options?: LanguageCallOptions): Promise<readonly number[]>;
  dispose(): Promise<void>;
}
