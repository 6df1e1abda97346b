import { checkText } from '../../core/check.ts';
import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError } from '../../core/errors.ts';
import { Once } from '../../core/async/once.ts';
import { dot } from '../../math/dot.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import { ByteBudgetCache } from '../byte-budget-cache.ts';
import { embedTokens } from '../packs/embed-tokens.ts';
import { LoadListeners } from '../load-listeners.ts';
import type { Manifest } from '../packs/manifest.ts';
import { toImageSpec } from '../packs/pack-image.ts';
import type { PackSessions } from '../packs/pack-sessions.ts';
import type {
  Answer,
  AnswerOptions,
  Caption,
  CaptionOptions,
  CaptionStep,
  LanguageCallOptions,
  LanguageModel,
  LanguageModelInfo,
  LanguageTask,
  PictureRef,
} from '../vision-language-model.ts';
import { answerQuestion } from './answer-question.ts';
import { toLanguageInfo } from './blip-info.ts';
import {
  BlipLoader,
  type AnswerParts,
  type CaptionParts,
  type MatchParts,
  type SimilarityParts,
} from './blip-loader.ts';
import { planGeneration } from '../../generation/generation-plan.ts';
import { toLaneOptions } from './lane-options.ts';
import { toPackFacts } from './pack-facts.ts';
import { seePicture } from './picture-states.ts';
import { writeCaption } from './write-caption.ts';

/** What a BLIP model stands on; handed in by the worker. */
export interface BlipModelParts {
  /** Stay open when the model is disposed: they are their creator's. */
  readonly sessions: PackSessions;
  /** For image states and for cross-attention of pictures and questions. @defaultValue 128 MB */
  readonly cacheBytes?: number | undefined;
}

/**
 * The language half of a pack of family `blip`. Nothing is loaded until a task is first used, and then only its parts.
 *
 * @throws OnsightError `unsupported-model` when the pack has no task of language
 */
export function createBlipModel(parts: BlipModelParts): LanguageModel {
  return new BlipModel(parts);
}

class BlipModel implements LanguageModel {
  readonly info: LanguageModelInfo;
  readonly image: ImageSpec;
  readonly #manifest: Manifest;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #cache: ByteBudgetCache;
  readonly #caption: Once<CaptionParts>;
  readonly #answer: Once<AnswerParts>;
  readonly #match: Once<MatchParts>;
  readonly #similarity: Once<SimilarityParts>;

  constructor({ sessions, cacheBytes = 128 * 1024 * 1024 }: BlipModelParts) {
    this.#manifest = sessions.manifest;
    this.info = toLanguageInfo(this.#manifest);
    this.image = toImageSpec(this.#manifest);
    this.#guard = new DisposeGuard(`The model ${this.info.id}`);
    this.#cache = new ByteBudgetCache(cacheBytes);
    const loader = new BlipLoader(sessions, this.#listeners.report);
    this.#caption = new Once((signal) => loader.loadCaption(signal));
    this.#answer = new Once((signal) => loader.loadAnswer(signal));
    this.#match = new Once((signal) => loader.loadMatch(signal));
    this.#similarity = new Once((signal) => loader.loadSimilarity(signal));
  }

  async load(tasks: readonly LanguageTask[], options: LanguageCallOptions = {}): Promise<void> {
    const once = { caption: this.#caption, vqa: this.#answer, match: this.#match };
    for (const task of tasks) this.#check(task);
    for (const task of tasks) await this.#loaded<unknown>(once[task], options);
  }

  async caption(
    picture: PictureRef,
    options: CaptionOptions &
      LanguageCallOptions & { readonly onStep?: ((step: CaptionStep) => void) | undefined } = {},
  ): Promise<Caption> {
    this.#check('caption');
    const facts = toPackFacts(this.#manifest);
    const plan = planGeneration(options, facts.caption);
    const parts = await this.#loaded(this.#caption, options);
    return writeCaption(parts, facts, this.#cache, picture, plan, options);
  }

  async answer(
    picture: PictureRef,
    question: string,
    options: AnswerOptions & LanguageCallOptions = {},
  ): Promise<Answer> {
    this.#check('vqa');
    checkText('question', question);
    const facts = toPackFacts(this.#manifest);
    const { answers, explain = false } = options;
    if (explain && facts.grid === undefined)
      throw this.#unsupported('its onsight.json names no `states`, so it cannot say where it looked');
    if (answers !== undefined) checkTexts('answers', answers);
    const way =
      answers === undefined ? { plan: planGeneration(options, { ...facts.answer, allBeams: true }) } : { answers };
    const parts = await this.#loaded(this.#answer, options);
    return answerQuestion(parts, facts, this.#cache, picture, question, way, options);
  }

  async match(
    picture: PictureRef,
    texts: readonly string[],
    options: LanguageCallOptions = {},
  ): Promise<readonly number[]> {
    this.#check('match');
    checkTexts('texts', texts);
    const { vision, reader } = await this.#loaded(this.#match, options);
    const lane = toLaneOptions(options);
    const { states } = await seePicture(vision, this.image, picture, this.#cache, lane);
    return reader.match(texts, states, lane);
  }

  async similarity(
    picture: PictureRef,
    texts: readonly string[],
    options: LanguageCallOptions = {},
  ): Promise<readonly number[]> {
    this.#guard.check();
    checkTexts('texts', texts);
    const { vision, text, tokenizer } = await this.#loaded(this.#similarity, options);
    const lane = toLaneOptions(options);
    const { embeds } = await seePicture(vision, this.image, picture, this.#cache, lane);
    const rows = await embedTokens(text, tokenizer.encodeBatch(texts), lane);
    if (embeds === undefined) throw this.#unsupported('it has no joint space for pictures and texts');
    return rows.map((row) => dot(embeds, 0, row));
  }

  #check(task: LanguageTask): void {
    this.#guard.check();
    if (!this.info.tasks.includes(task))
      throw this.#unsupported(`it has no task "${task}", only ${this.info.tasks.join(', ')}`);
  }

  #unsupported(reason: string): OnsightError {
    return new OnsightError('unsupported-model', { model: this.info.id, reason });
  }

  #loaded<P>(once: Once<P>, options: LanguageCallOptions): Promise<P> {
    return this.#listeners.during(options.onProgress, () => once.get(options));
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      const loads = [this.#caption, this.#answer, this.#match, this.#similarity];
      await Promise.allSettled(loads.map(async (once) => once.peek()));
      this.#cache.clear();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

function checkTexts(name: string, texts: readonly string[]): void {
  if (!Array.isArray(texts) || texts.length === 0)
    throw new TypeError(`Expected \`${name}\` to be an array with at least one text.`);
  // An empty text is one too: its tokens are the special ones.
  for (const [index, text] of texts.entries())
    if (typeof text !== 'string')
      throw new TypeError(`Expected \`${name}[${index}]\` to be a string, got \`${typeof text}\`.`);
}
