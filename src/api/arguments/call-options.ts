import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ModelInfo, ModelTask } from '../../families/capabilities.ts';
import type { AnswerOptions, CaptionOptions } from '../../families/vision-language-model.ts';
import type { ModelRef } from '../../sources/model-types.ts';

/** Options of calls that may have to load a model first. */
export interface ModelCallOptions extends AbortOptions {
  /** Hears of the model's download and load, beside the listener of `createOnsight`. */
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** Options of `Onsight.openLibrary`. */
export interface OpenLibraryOptions extends AbortOptions {
  /**
   * Embeds what this library holds and what it is searched with. Libraries with different models may be open at once.
   *
   * @defaultValue the session's embedding model
   */
  readonly model?: string | ModelRef;
}

/** Options of `Onsight.load`. */
export interface LoadOptions extends ModelCallOptions {
  /** What is wanted of the model. @defaultValue embedding where it has a joint space; of a named model all it can */
  readonly tasks?: readonly ModelTask[];
}

/** Result of `Onsight.load`. */
export interface LoadResult {
  readonly model: ModelInfo;
  /** Tasks whose sessions are ready. */
  readonly loadedTasks: readonly ModelTask[];
  /**
   * Tasks that this session does with this model from now on. Embedding is among them only if it is the session's own
   * model: a library keeps the model it was opened with.
   */
  readonly sessionTasks: readonly ModelTask[];
}

/** Options of `Onsight.classify`. */
export interface ClassifyOptions extends ModelCallOptions {
  /** Prompts with `{}` where the label goes. @defaultValue the model's own, chosen by the label's script */
  readonly templates?: readonly string[];
}

/** Options of the calls about pictures and words. */
export interface LanguageCallOptions extends ModelCallOptions {
  /** `background` lets whatever the visitor asks meanwhile go first. @defaultValue 'interactive' */
  readonly priority?: 'interactive' | 'background';
}

/** Options of `Onsight.caption`. */
export interface CaptionCallOptions extends CaptionOptions, LanguageCallOptions {}

/** Options of `Onsight.captionStream`. */
export interface CaptionStreamOptions extends Omit<CaptionOptions, 'beams' | 'n'>, ModelCallOptions {}

/** Options of `Onsight.ask`. */
export interface AskOptions extends AnswerOptions, LanguageCallOptions {}

/** Options of `Onsight.match`. */
export interface MatchOptions extends LanguageCallOptions {
  /**
   * `itm` reads text and picture together: the probability that they belong together, 0 to 1. `itc` compares their
   * embeddings: a cosine, -1 to 1, quicker and coarser, where the model has a joint space.
   *
   * @defaultValue 'itm'
   */
  readonly by?: 'itm' | 'itc';
}
