import type { WorkerSession } from '../client/worker-session.ts';
import type { AbortOptions } from '../core/abort.ts';
import { checkText } from '../core/check.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { DeviceState, Tower } from '../protocol/states.ts';
import type { Classification, EmbeddingModelInfo } from '../protocol/worker-methods.ts';
import { askPersistence } from './ask-persistence.ts';
import { toImageSource, type ImageInput } from './image-input.ts';
import { Library } from './library.ts';
import { Models } from './models.ts';

/** Options of calls that may have to load a model first. */
export interface ModelCallOptions extends AbortOptions {
  /** Hears of the model's download and load, beside the listener of `createOnsight`. */
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** Options of {@link Onsight.load}. */
export interface LoadOptions extends ModelCallOptions {
  /** Which halves of the model. @defaultValue both */
  readonly towers?: readonly Tower[];
}

/** Options of {@link Onsight.classify}. */
export interface ClassifyOptions extends ModelCallOptions {
  /** Prompts with `{}` where the label goes. @defaultValue the model's own, chosen by the label's script */
  readonly templates?: readonly string[];
}

/** Everything onsight does for a page, over one worker. Made by {@link createOnsight}; end it with `dispose()`. */
export class Onsight implements AsyncDisposable {
  /** The embedding model in use. */
  readonly model: EmbeddingModelInfo;
  /** What is stored of models on this device, and what could be loaded. */
  readonly models: Models;
  readonly #session: WorkerSession;
  readonly #onProgress: OnProgress<LoadProgress> | undefined;

  /** @internal */
  constructor(session: WorkerSession, model: EmbeddingModelInfo, onProgress: OnProgress<LoadProgress> | undefined) {
    this.#session = session;
    this.model = model;
    this.#onProgress = onProgress;
    this.models = new Models(session);
  }

  /** Downloads and starts the model's towers before they are needed. */
  async load(options: LoadOptions = {}): Promise<void> {
    askPersistence();
    await this.#session.call('load', { towers: options.towers ?? ['text', 'image'] }, this.#heard(options));
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
   * Opens a private library on this device, and makes it when it is new.
   *
   * @throws OnsightError `model-mismatch` when it was made with another model; `store-blocked`, `store-failed`
   */
  async openLibrary(name: string, options: AbortOptions = {}): Promise<Library> {
    checkText('name', name);
    await this.#session.call('openLibrary', { library: name }, options);
    return new Library(name, this.#session, this.#onProgress);
  }

  /** Names of the libraries on this device. */
  libraries(options: AbortOptions = {}): Promise<readonly string[]> {
    return this.#session.call('libraries', {}, options);
  }

  /** Deletes a library with everything in it. */
  async deleteLibrary(name: string, options: AbortOptions = {}): Promise<void> {
    checkText('name', name);
    await this.#session.call('deleteLibrary', { library: name }, options);
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
