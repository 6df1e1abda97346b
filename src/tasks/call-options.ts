import type { AbortOptions } from '../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import { createOptionCheck, loadingNames } from '../core/option-check.ts';
import type { AnswerOptions, CaptionOptions } from '../families/vision-language-model.ts';

/** Options of calls that may have to load a model first. */
export interface ModelCallOptions extends AbortOptions {
  /** Called on download and load progress, in addition to the listener of `createOnsight`. */
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** Options of `Onsight.classify`. */
export interface ClassifyOptions extends ModelCallOptions {
  /** Prompts with `{}` where the label goes. @defaultValue the model's own, chosen by the label's script */
  readonly templates?: readonly string[];
}

/** Options of the calls about images and words. */
export interface LanguageCallOptions extends ModelCallOptions {
  /** `background` lets interactive calls go first. @defaultValue 'interactive' */
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
   * `itm` reads text and image together: the probability that they belong together, 0 to 1. `itc` compares their
   * embeddings: a cosine, -1 to 1, faster and less precise; needs a joint space.
   *
   * @defaultValue 'itm'
   */
  readonly by?: 'itm' | 'itc';
}

/** The options of each method of a task. */
interface TaskOptions {
  readonly ask: AskOptions;
  readonly caption: CaptionCallOptions;
  readonly captionStream: CaptionStreamOptions;
  readonly classify: ClassifyOptions;
  readonly classifyAudio: ClassifyOptions;
  readonly embedAudio: ModelCallOptions;
  readonly embedImage: ModelCallOptions;
  readonly embedText: ModelCallOptions;
  readonly match: MatchOptions;
  readonly readable: ModelCallOptions;
  readonly readText: LanguageCallOptions;
}

const generateNames = {
  ...loadingNames,
  lengthPenalty: true,
  maxNewTokens: true,
  minNewTokens: true,
  noRepeatNgramSize: true,
  repetitionPenalty: true,
  seed: true,
  temperature: true,
  topP: true,
} as const;
const searchNames = { beams: true, n: true, priority: true } as const;

/** The options of a task's method, unchanged. @throws TypeError if one of them has an unknown name */
export const checkTaskOptions = createOptionCheck<TaskOptions>({
  ask: { ...generateNames, ...searchNames, answers: true, explain: true },
  caption: { ...generateNames, ...searchNames, prompt: true },
  captionStream: { ...generateNames, prompt: true },
  classify: { ...loadingNames, templates: true },
  classifyAudio: { ...loadingNames, templates: true },
  embedAudio: loadingNames,
  embedImage: loadingNames,
  embedText: loadingNames,
  match: { ...loadingNames, by: true, priority: true },
  readable: loadingNames,
  readText: { ...loadingNames, priority: true },
});
