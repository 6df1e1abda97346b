import type { WorkerSession } from '../client/worker-session.ts';
import type { AbortOptions } from '../core/abort.ts';
import { checkText } from '../core/check.ts';
import { OnsightError } from '../core/errors.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { DeviceState, ModelInfo, ModelRef, ModelTask } from '../protocol/states.ts';
import type {
  Answer,
  AnswerOptions,
  Caption,
  CaptionOptions,
  CaptionStep,
  Classification,
  EmbeddingModelInfo,
  LanguageTask,
} from '../protocol/worker-methods.ts';
import { askPersistence } from './ask-persistence.ts';
import { loadingOnly, streamCaption } from './caption-stream.ts';
import { checkAnswerOptions, checkCaptionOptions } from './generate-options.ts';
import { toImageSource, type ImageInput } from './image-input.ts';
import { Library } from './library.ts';
import { toModelRef, type SessionModels } from './model-choice.ts';
import { Models } from './models.ts';
import { toPicture, type PictureInput } from './picture-input.ts';

/** Options of calls that may have to load a model first. */
export interface ModelCallOptions extends AbortOptions {
  /** Hears of the model's download and load, beside the listener of `createOnsight`. */
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** Options of {@link Onsight.load}. */
export interface LoadOptions extends ModelCallOptions {
  /** What is wanted of the model. @defaultValue embedding where it has a joint space; of a named model all it can */
  readonly tasks?: readonly ModelTask[];
}

/** Options of {@link Onsight.classify}. */
export interface ClassifyOptions extends ModelCallOptions {
  /** Prompts with `{}` where the label goes. @defaultValue the model's own, chosen by the label's script */
  readonly templates?: readonly string[];
}

/** Options of {@link Onsight.caption}. */
export interface CaptionCallOptions extends CaptionOptions, ModelCallOptions {}

/** Options of {@link Onsight.captionStream}. */
export interface CaptionStreamOptions extends Omit<CaptionOptions, 'beams' | 'n'>, ModelCallOptions {}

/** Options of {@link Onsight.ask}. */
export interface AskOptions extends AnswerOptions, ModelCallOptions {}

/** Options of {@link Onsight.match}. */
export interface MatchOptions extends ModelCallOptions {
  /**
   * `itm` reads text and picture together: the probability that they belong together, 0 to 1. `itc` compares their
   * embeddings: a cosine, -1 to 1, quicker and coarser, where the model has a joint space.
   *
   * @defaultValue 'itm'
   */
  readonly by?: 'itm' | 'itc';
}

/** What an {@link Onsight} is made of. */
interface OnsightParts {
  readonly info: ModelInfo;
  readonly models: SessionModels;
  readonly onProgress: OnProgress<LoadProgress> | undefined;
}

/** Everything onsight does for a page, over one worker. Made by {@link createOnsight}; end it with `dispose()`. */
export class Onsight implements AsyncDisposable {
  /** What is stored of models on this device, and what could be loaded. */
  readonly models: Models;
  readonly #session: WorkerSession;
  readonly #info: ModelInfo;
  readonly #onProgress: OnProgress<LoadProgress> | undefined;
  readonly #openLibraries = new Set<string>();
  #inUse: SessionModels;

  /** @internal */
  constructor(session: WorkerSession, { info, models, onProgress }: OnsightParts) {
    this.#session = session;
    this.#info = info;
    this.#inUse = models;
    this.#onProgress = onProgress;
    this.models = new Models(session, models.embed);
  }

  /** The embedding model in use. @throws OnsightError `unsupported-model` when the session's model has no joint space */
  get model(): EmbeddingModelInfo {
    const { id, embedding } = this.#info;
    if (embedding !== undefined) return embedding;
    throw new OnsightError('unsupported-model', { model: id, reason: 'it has no joint space for pictures and text' });
  }

  /** What is known of the model that does a task: its languages, licence, tasks. */
  modelFor(task: 'embed' | LanguageTask, options: AbortOptions = {}): Promise<ModelInfo> {
    return this.#session.call('modelInfo', { model: this.#inUse[task] }, options);
  }

  /**
   * Downloads and starts a model before it is needed: the session's, or the one that is named. A named model then does
   * every task with words that it can do; what libraries embed with stays as it is. A Hub checkpoint of BLIP
   * (safetensors) is turned into this device's weight format while it downloads, once.
   *
   * @throws OnsightError `unsupported-model`, `unsupported-format`, `download-failed`, `not-cached-offline`,
   * `quota-exceeded`, `integrity-mismatch`
   * @example
   * ```ts
   * await onsight.load('Salesforce/blip-vqa-base', { onProgress: console.log }); // 1.5 GB once, then offline
   * ```
   */
  async load(options?: LoadOptions): Promise<void>;
  async load(model: string | ModelRef, options?: LoadOptions): Promise<void>;
  async load(first: string | ModelRef | LoadOptions = {}, second: LoadOptions = {}): Promise<void> {
    askPersistence();
    const named = typeof first === 'string' || 'id' in first;
    const options = named ? second : first;
    const heard = this.#heard(options);
    if (!named) {
      const tasks = options.tasks ?? embeddingTasks(this.#info);
      return this.#session.call('load', { model: this.#inUse.embed, tasks }, heard);
    }
    const model = toModelRef(first);
    const info = await this.#session.call('modelInfo', { model }, heard);
    await this.#session.call('load', { model, tasks: options.tasks }, heard);
    const can = (task: LanguageTask): boolean => info.tasks.includes(task);
    this.#inUse = {
      embed: this.#inUse.embed,
      caption: can('caption') ? model : this.#inUse.caption,
      vqa: can('vqa') ? model : this.#inUse.vqa,
      match: can('match') ? model : this.#inUse.match,
    };
  }

  /** What runs here: back end, threads, adapter, and why. */
  device(options: AbortOptions = {}): Promise<DeviceState> {
    return this.#session.call('device', {}, options);
  }

  /**
   * The embedding of a text.
   *
   * @returns `model.dims` numbers, unit length
   * @throws TypeError for an empty text
   */
  async embedText(text: string, options: ModelCallOptions = {}): Promise<Float32Array> {
    checkText('text', text);
    return this.#session.call('embedText', { text }, this.#heard(options));
  }

  /**
   * The embedding of a picture.
   *
   * @returns `model.dims` numbers, unit length
   * @throws OnsightError `image-unreadable`, `unsupported-media`
   */
  async embedImage(image: ImageInput, options: ModelCallOptions = {}): Promise<Float32Array> {
    return this.#session.call('embedImage', { image: await toImageSource(image) }, this.#heard(options));
  }

  /**
   * Zero-shot classification: which of the labels fits the picture best.
   *
   * @returns one entry for each label, most probable first; probabilities sum to 1
   * @example
   * ```ts
   * const [best] = await onsight.classify(file, ['a dog', 'a cat']);
   * console.log(best.label, best.probability);
   * ```
   */
  async classify(
    image: ImageInput,
    labels: readonly string[],
    options: ClassifyOptions = {},
  ): Promise<readonly Classification[]> {
    if (!Array.isArray(labels) || labels.length === 0)
      throw new TypeError('Expected `labels` to be an array of at least one label.');
    for (const label of labels) checkText('label', label);
    const { templates } = options;
    if (templates?.some((template) => !template.includes('{}')) === true || templates?.length === 0)
      throw new TypeError('Expected every entry of `templates` to hold `{}` where the label goes.');
    return this.#session.call(
      'classify',
      { image: await toImageSource(image), labels, ...(templates === undefined ? {} : { templates }) },
      this.#heard(options),
    );
  }

  /**
   * What a picture shows, in words. What was asked before comes from the device at once.
   *
   * @param image - a picture, or the id of an item of an open library
   * @throws RangeError, TypeError for an option that cannot be; OnsightError `unsupported-model` when the session's
   * model writes no captions, `image-unreadable`, `item-not-found`
   * @example
   * ```ts
   * const { text, alternatives } = await onsight.caption(file, { prompt: 'a photo of', beams: 3, n: 3 });
   * ```
   */
  async caption(image: PictureInput, options: CaptionCallOptions = {}): Promise<Caption> {
    const checked = checkCaptionOptions(options);
    const picture = await toPicture(image, this.#openLibraries);
    const heard = this.#heard(options);
    return this.#session.call('caption', { model: this.#inUse.caption, picture, options: checked }, loadingOnly(heard));
  }

  /**
   * A caption as it is written, token by token, with where the model looked for each. Greedy, or sampled with `topP`.
   * Leaving the loop stops the model at its next token.
   *
   * @throws what {@link Onsight.caption} throws, at the first step
   * @example
   * ```ts
   * for await (const { text, heat } of onsight.captionStream(file, { signal })) show(text, heat);
   * ```
   */
  captionStream(image: PictureInput, options: CaptionStreamOptions = {}): AsyncIterableIterator<CaptionStep> {
    const checked = checkCaptionOptions({ ...options, beams: 1 });
    return streamCaption(this.#session, {
      params: async () => ({
        model: this.#inUse.caption,
        picture: await toPicture(image, this.#openLibraries),
        options: checked,
        stream: true,
      }),
      ...this.#heard(options),
    });
  }

  /**
   * Answers a question about a picture; with `answers` ranks those instead of writing one. The second question about a
   * picture does not look at it again.
   *
   * @returns the answer with its probability, and `alternatives`, most probable first
   * @throws what {@link Onsight.caption} throws
   */
  async ask(image: PictureInput, question: string, options: AskOptions = {}): Promise<Answer> {
    checkText('question', question);
    const checked = checkAnswerOptions(options);
    const picture = await toPicture(image, this.#openLibraries);
    const params = { model: this.#inUse.vqa, picture, question, options: checked };
    return this.#session.call('ask', params, this.#heard(options));
  }

  /**
   * How well a text, or each of several, fits a picture.
   *
   * @throws what {@link Onsight.caption} throws
   */
  async match(image: PictureInput, text: string, options?: MatchOptions): Promise<number>;
  async match(image: PictureInput, texts: readonly string[], options?: MatchOptions): Promise<readonly number[]>;
  async match(
    image: PictureInput,
    text: string | readonly string[],
    options: MatchOptions = {},
  ): Promise<number | readonly number[]> {
    const texts = typeof text === 'string' ? [text] : [...text];
    for (const each of texts) checkText('text', each);
    if (texts.length === 0) return [];
    const picture = await toPicture(image, this.#openLibraries);
    const params = { model: this.#inUse.match, picture, texts, similarity: options.by === 'itc' };
    const found = await this.#session.call('match', params, this.#heard(options));
    return typeof text === 'string' ? (found[0] ?? 0) : found;
  }

  /**
   * Opens a private library on this device, and makes it when it is new.
   *
   * @throws OnsightError `model-mismatch` when it was made with another model; `store-blocked`, `store-failed`
   */
  async openLibrary(name: string, options: AbortOptions = {}): Promise<Library> {
    checkText('name', name);
    await this.#session.call('openLibrary', { library: name }, options);
    this.#openLibraries.add(name);
    return new Library(name, {
      session: this.#session,
      matchModel: () => this.#inUse.match,
      onProgress: this.#onProgress,
    });
  }

  /** Names of the libraries on this device. */
  libraries(options: AbortOptions = {}): Promise<readonly string[]> {
    return this.#session.call('libraries', {}, options);
  }

  /** Deletes a library with everything in it. */
  async deleteLibrary(name: string, options: AbortOptions = {}): Promise<void> {
    checkText('name', name);
    await this.#session.call('deleteLibrary', { library: name }, options);
    this.#openLibraries.delete(name);
  }

  /** Ends the worker. Idempotent; afterwards methods reject with `disposed`. */
  dispose(): Promise<void> {
    return this.#session.dispose();
  }

  /** Ends the worker when an `await using` block ends. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #heard({ signal, onProgress }: ModelCallOptions): AbortOptions & { readonly onProgress: OnProgress<LoadProgress> } {
    const own = this.#onProgress;
    return {
      signal,
      onProgress: (event) => {
        own?.(event);
        onProgress?.(event);
      },
    };
  }
}

function embeddingTasks({ embedding }: ModelInfo): readonly ModelTask[] | undefined {
  return embedding === undefined ? undefined : ['embed-text', 'embed-image'];
}
