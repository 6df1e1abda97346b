import { bindMethods } from '../core/bind-methods.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkIterable, checkObject, checkText, typeName } from '../core/check.ts';
import { OnsightError } from '../core/errors.ts';
import type { DeviceState } from '../runtime/device-state.ts';
import type { ModelInfo, ModelTask } from '../families/capabilities.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { EmbeddingModelInfo } from '../families/embedding-model.ts';
import type { ImageInfo } from '../media/image/image-info.ts';
import type { CustomModality } from '../sample/modality.ts';
import { askPersistence } from '../core/storage.ts';
import { checkOptions } from './arguments/check-options.ts';
import type { LoadOptions, LoadResult, OpenLibraryOptions } from './arguments/load-options.ts';
import { taskCalls, type TaskCalls } from '../tasks/page.ts';
import type { TaskPage } from '../tasks/task-page.ts';
import type { Stream } from '../rpc/stream.ts';
import type { TaskCallOptions } from '../tasks/call-options.ts';
import { runTask, streamTask, type OutsideTask } from '../tasks/outside-task.ts';
import { modelNames, type ModelName } from '../tasks/tasks.ts';
import { Library } from './library.ts';
import { toModelRef, toModelTasks } from './arguments/model-choice.ts';
import { Models } from './models.ts';
import type { EngineSession, SessionState } from './session-state.ts';

/** One method per task. */
const TaskBase = function (this: object, page: TaskPage): void {
  Object.assign(this, taskCalls(page));
} as unknown as new (page: TaskPage) => TaskCalls;

/** Everything onsight does for a page, over one worker. Made by {@link createOnsight}; end it with `dispose()`. */
export class Onsight<const M extends readonly CustomModality[] = readonly []>
  extends TaskBase
  implements AsyncDisposable
{
  /** Stored models on this device, and models that can be loaded. */
  readonly models: Models;
  readonly #state: SessionState;
  readonly #session: EngineSession;

  /** @internal */
  constructor(state: SessionState) {
    super(state);
    this.#state = state;
    this.#session = state.session;
    this.models = new Models(state.session, { model: state.models.embed, tasks: embeddingTasks(state.info) });
    bindMethods(this);
  }

  /** The embedding model in use. @throws OnsightError `unsupported-model` when the session's model has no joint space */
  get model(): EmbeddingModelInfo {
    const { id, embedding } = this.#state.info;
    if (embedding !== undefined) return embedding;
    throw new OnsightError('unsupported-model', { model: id, reason: 'it has no joint space for images and text' });
  }

  /** Description of the model of a task: its languages, licence, tasks. */
  async modelFor(task: ModelName, options: AbortOptions = {}): Promise<ModelInfo> {
    checkTask(task);
    const model = this.#state.models[task];
    return this.#session.call('modelInfo', { model }, checkOptions('modelFor', options));
  }

  /**
   * Downloads a model and creates its sessions before it is needed: the session's embedding model, or the one named.
   *
   * A named model does every task of captions, questions and matches that it can from then on (of `tasks`, if given). A
   * named embedding model is only made ready: it changes no library, and not what `embedText`, `embedImage` and
   * `classify` use. Open a library with it (`openLibrary(name, { model })`), or create a session with it. A BLIP
   * checkpoint of the Hub (safetensors) is converted to this device's weight format while it downloads, once.
   *
   * @returns the tasks that are ready, and those that this session does with the model from now on
   * @throws OnsightError `unsupported-model`, `unsupported-format`, `download-failed`, `not-cached-offline`,
   * `quota-exceeded`, `integrity-mismatch`
   * @example
   * ```ts
   * await onsight.load('Salesforce/blip-vqa-base', { onProgress: console.log }); // 1.5 GB once, then offline
   * ```
   */
  async load(options?: LoadOptions): Promise<LoadResult>;
  async load(model: string | ModelRef, options?: LoadOptions): Promise<LoadResult>;
  async load(first: string | ModelRef | LoadOptions = {}, second: LoadOptions = {}): Promise<LoadResult> {
    if (typeof first !== 'string') checkObject('model', first);
    const named = typeof first === 'string' || 'id' in first;
    const options = checkOptions('load', named ? second : first);
    const wanted = toModelTasks(options.tasks);
    askPersistence();
    const call = this.#state.withProgress(options);
    const { embed } = this.#state.models;
    if (!named) {
      const tasks = wanted ?? embeddingTasks(this.#state.info) ?? this.#state.info.tasks;
      await this.#session.call('load', { model: embed, tasks }, call);
      return { model: this.#state.info, loadedTasks: tasks, sessionTasks: tasks };
    }
    const model = toModelRef(first);
    const info = await this.#session.call('modelInfo', { model }, call);
    const loadedTasks = (wanted ?? info.tasks).filter((task) => info.tasks.includes(task));
    await this.#session.call('load', { model, tasks: wanted }, call);
    const isServed = (name: ModelName): boolean => name !== 'embed' && loadedTasks.includes(name);
    const served = modelNames.filter(isServed).map((name): [string, ModelRef] => [name, model]);
    this.#state.models = { ...this.#state.models, ...Object.fromEntries(served) };
    const isOwn = isSameModel(model, embed);
    return { model: info, loadedTasks, sessionTasks: loadedTasks.filter((task) => isOwn || !task.startsWith('embed')) };
  }

  /**
   * Runs a task from outside, on this page: see docs/extending.md. Its calls of built-in tasks wait in the worker's lane
   * by its priority.
   *
   * @throws TypeError if `task` is not one; what it throws; `signal.reason`
   * @example `const tags = await onsight.run(tagImage, { image, tags: ['indoors', 'outdoors'] }, { signal });`
   */
  run<Params, Result, Event>(
    task: OutsideTask<string, Params, Result, Event>,
    params: NoInfer<Params>,
    options?: TaskCallOptions,
  ): Promise<Result> {
    return runTask(this.#state, task, params, options);
  }

  /** Streams the events of a task from outside; leaving the loop aborts it. @throws TypeError if `task` is not one */
  stream<Params, Result, Event>(
    task: OutsideTask<string, Params, Result, Event>,
    params: NoInfer<Params>,
    options?: TaskCallOptions,
  ): Stream<Event, Result> {
    return streamTask(this.#state, task, params, options);
  }

  /** Device state: back end, threads, adapter, and why. */
  async device(options: AbortOptions = {}): Promise<DeviceState> {
    return this.#session.call('device', {}, checkOptions('device', options));
  }

  /**
   * A file that an `<img>` shows as the library reads it: upright whatever way its orientation is written (WebP, unusual
   * tag types), a camera raw file by its embedded preview, a JPEG that ends early without the missing rows. Where the
   * browser shows the file so itself, the result is the file.
   *
   * @throws OnsightError `image-unreadable`, `unsupported-media`
   * @example
   * ```ts
   * img.src = URL.createObjectURL(await onsight.displayImage(file));
   * ```
   */
  async displayImage(file: Blob, options: AbortOptions = {}): Promise<Blob> {
    if (!(file instanceof Blob)) throw new TypeError('Expected `file` to be a Blob or File.');
    return this.#session.call('displayImage', { image: file }, checkOptions('displayImage', options));
  }

  /**
   * Reads the size and the taken date of image files from their first 256 kB, without decoding: to lay out and order
   * files before they are added.
   *
   * @returns one entry per file, `width` and `height` in pixels, upright; undefined where the size is not known: not an
   * image, a camera raw file, a file that cannot be opened
   * @throws TypeError if an entry of `files` is not a Blob
   */
  async imageInfo(files: readonly Blob[], options: AbortOptions = {}): Promise<readonly (ImageInfo | undefined)[]> {
    checkIterable('files', files);
    if (![...files].every((file) => (file as unknown) instanceof Blob)) {
      throw new TypeError('Expected `files` to hold Blobs or Files.');
    }
    return this.#session.call('imageInfo', { files }, checkOptions('imageInfo', options));
  }

  /**
   * Opens a private library on this device, and makes it when it is new. One that was made with another model, or
   * another version of it, opens too and is searched with that model until {@link Library.reindex} has run.
   *
   * @throws TypeError if `model` is not a model reference; OnsightError `unsupported-model` if it has no embedding
   * space, `store-blocked`, `store-outdated`, `store-failed`
   * @example `await onsight.openLibrary('sketches', { model: 'Xenova/clip-vit-base-patch32' })`
   */
  async openLibrary(name: string, options: OpenLibraryOptions = {}): Promise<Library<M>> {
    checkText('name', name);
    const { model: chosen, signal } = checkOptions('openLibrary', options);
    const model = chosen === undefined ? this.#state.models.embed : toModelRef(chosen);
    await this.#session.call('openLibrary', { library: { name, model } }, { signal });
    this.#state.openLibraries.add(name);
    return new Library<M>(name, {
      session: this.#session,
      model,
      matchModel: () => this.#state.models.match,
      readTextModel: () => this.#state.models['read-text'],
      transcribeModel: () => this.#state.models.transcribe,
      onProgress: this.#state.onProgress,
      modalities: this.#state.modalities,
    });
  }

  /** Names of the libraries on this device. */
  async libraries(options: AbortOptions = {}): Promise<readonly string[]> {
    return this.#session.call('libraries', {}, checkOptions('libraries', options));
  }

  /** Deletes a library with everything in it. */
  async deleteLibrary(name: string, options: AbortOptions = {}): Promise<void> {
    checkText('name', name);
    await this.#session.call('deleteLibrary', { name }, checkOptions('deleteLibrary', options));
    this.#state.openLibraries.delete(name);
  }

  /** Ends the worker. Idempotent; afterwards methods reject with `disposed`. */
  dispose(): Promise<void> {
    return this.#session.dispose();
  }

  /** Ends the worker when an `await using` block ends. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** @throws TypeError unless a model can be named for the task */
function checkTask(task: unknown): void {
  if ((modelNames as readonly unknown[]).includes(task)) return;
  const got = typeof task === 'string' ? task : typeName(task);
  throw new TypeError(`Expected \`task\` to be one of ${modelNames.join(', ')}, got \`${got}\`.`);
}

function embeddingTasks({ embedding }: ModelInfo): readonly ModelTask[] | undefined {
  return embedding === undefined ? undefined : ['embed-text', 'embed-image'];
}

/** True if two references are to the same weights. */
function isSameModel(a: ModelRef, b: ModelRef): boolean {
  return a.id === b.id && a.revision === b.revision && a.dtype === b.dtype;
}
