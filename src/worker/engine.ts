import { openFileCache, type FileCache } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { Once } from '../core/async/once.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import { openBatchSize, type BatchSize } from '../families/batch-size.ts';
import type { EmbeddingModel } from '../families/embedding-model.ts';
import type { LanguageModel, LanguageTask } from '../families/vision-language-model.ts';
import type { DeviceState } from '../runtime/device-state.ts';
import type { ModelCost, ModelInfo, ModelRef, ModelTask } from '../sources/model-types.ts';
import type { EngineConfig } from './contract.ts';
import { isOrtBroken } from '../runtime/ort.ts';
import { loadTransformers, type Transformers } from '../runtime/transformers/transformers.ts';
import { assetUrls } from '../sources/asset-urls.ts';
import { openModel, type ModelParts, type OpenModel } from '../sources/model-source.ts';
import { openFormerModel, type FormerModel } from './former-model.ts';
import { importCheckpoint } from '../sources/converted/open-converted.ts';
import { recordOf } from '../sources/pack/pack-source.ts';
import { MediaWorker } from '../media-worker/media-worker.ts';
import { WorkerRuntime } from '../sources/worker-runtime.ts';

/** Everything that a configured worker holds once: file cache, runtime, models. Each is made at its first use. */
export class Engine {
  readonly config: EngineConfig;
  readonly cache: Once<FileCache>;
  readonly runtime: Once<WorkerRuntime>;
  readonly pictures: MediaWorker = new MediaWorker();
  /** Rejects when the GPU is lost: every call races it, because ORT's own promises may never settle then. */
  readonly lost: Promise<never>;
  #lose: (error: OnsightError) => void = () => undefined;
  readonly #models = new Map<string, Once<OpenModel>>();
  readonly #former = new Map<string, FormerModel>();
  readonly #transformers: Once<Transformers>;
  #batch: BatchSize | undefined;
  #loaded: Transformers | undefined;

  constructor(config: EngineConfig) {
    this.config = config;
    this.lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => undefined);
    this.cache = new Once(() => openFileCache());
    this.runtime = new Once(async () => {
      const onLost = (reason: string): void => {
        this.#lose(new OnsightError('device-lost', { reason }));
      };
      return new WorkerRuntime(config.device, await this.cache.get(), assetUrls(config.assetsUrl), onLost);
    });
    this.#transformers = new Once(async (signal) => {
      const ort = await (await this.runtime.get()).ort.get({ signal });
      this.#loaded = await loadTransformers({ url: assetUrls(config.assetsUrl).transformers, ort });
      return this.#loaded;
    });
  }

  /** Opens a model, or gives the open one; reads its card only. */
  open(ref: ModelRef, options: AbortOptions): Promise<OpenModel> {
    const key = keyOf(ref);
    let once = this.#models.get(key);
    if (once === undefined) {
      once = new Once((signal) => this.#openNow(ref, signal));
      this.#models.set(key, once);
    }
    return once.get(options);
  }

  /** Converts a checkpoint of the visitor's disk; `open` finds it from then on. */
  async importModel(
    ref: ModelRef,
    files: ReadonlyMap<string, Blob>,
    { signal, onProgress }: LoadOptions & { readonly signal: AbortSignal },
  ): Promise<ModelInfo> {
    await importCheckpoint(ref, files, await this.#parts(), { signal, onProgress });
    // In whatever format it was asked for: another folder may have had the same name.
    for (const key of this.#models.keys()) if (idOf(key) === ref.id) this.#models.delete(key);
    return (await this.open(ref, { signal })).info;
  }

  async #openNow(ref: ModelRef, signal: AbortSignal): Promise<OpenModel> {
    return openModel(ref, await this.#parts(), { signal });
  }

  async #parts(): Promise<ModelParts> {
    return {
      config: this.config,
      cache: await this.cache.get(),
      runtime: await this.runtime.get(),
      transformers: (options: AbortOptions) => this.#transformers.get(options),
      openBatch: (key: string, bytesPerImage: number) => this.#openBatch(key, bytesPerImage),
    };
  }

  /**
   * The model whose embeddings libraries hold; its towers load at their first use.
   *
   * @throws OnsightError `unsupported-model` when it has no joint space
   */
  async model(options: AbortOptions): Promise<EmbeddingModel> {
    const { info, embedding } = await this.open(this.config.embed, options);
    if (embedding === undefined)
      throw new OnsightError('unsupported-model', {
        model: info.id,
        reason: 'it has no joint space for pictures and text; name another one with `model: { embed: … }`',
      });
    return embedding;
  }

  /** The model of an embedding space that libraries hold; undefined where it is not on this device any more. */
  async former(space: string, options: AbortOptions): Promise<FormerModel | undefined> {
    const known = this.#former.get(space);
    if (known !== undefined) return known;
    const model = await openFormerModel(space, await this.#parts(), (ref, more) => this.open(ref, more), options);
    if (model !== undefined) this.#former.set(space, model);
    return model;
  }

  /** Forgets the models that libraries were made with, and removes what was kept of them. */
  async forgetFormer(): Promise<void> {
    this.#former.clear();
    const cache = await this.cache.get();
    for (const space of await cache.releaseKept()) await cache.writeRecord(recordOf(space), undefined);
  }

  /** A model that can do a task with words. @throws OnsightError `unsupported-model` when it cannot */
  async language(ref: ModelRef, task: LanguageTask, options: AbortOptions): Promise<LanguageModel> {
    const { info, language } = await this.open(ref, options);
    if (language?.info.tasks.includes(task) === true) return language;
    throw new OnsightError('unsupported-model', {
      model: info.id,
      reason: `it cannot do "${task}"; name another one with \`model: { ${task}: … }\``,
    });
  }

  /** True when something inside may never settle again: only a new worker helps. */
  get poisoned(): boolean {
    return isOrtBroken() || (this.#loaded?.poisoned ?? false);
  }

  async #openBatch(space: string, bytesPerImage: number): Promise<BatchSize> {
    const runtime = await this.runtime.get();
    const { backend, threads } = await runtime.plan.get();
    const key = `batch/${space}/${backend}/${String(threads.choice)}`;
    const batch = await openBatchSize(key, bytesPerImage, await this.cache.get());
    this.#batch = batch;
    return {
      get limit() {
        return batch.limit;
      },
      get measuredMs() {
        return batch.measuredMs;
      },
      // The number of threads is judged by the same work: milliseconds of one picture.
      timed: async (count, run) => {
        const start = performance.now();
        const result = await batch.timed(count, run);
        await threads.report(threads.choice, (performance.now() - start) / count);
        return result;
      },
    };
  }

  /** What runs here, and why. */
  async device(): Promise<DeviceState> {
    const runtime = await this.runtime.get();
    const plan = await runtime.plan.get();
    const placed = [...runtime.placed.values()];
    const onWebgpu = placed.find((part) => part.backend === 'webgpu');
    const backend = plan.backend === 'trial' ? (onWebgpu?.backend ?? 'wasm') : plan.backend;
    const imageMs = this.#batch?.measuredMs;
    return {
      backend,
      threads: plan.threads.choice,
      reason: (onWebgpu ?? placed[0])?.reason ?? plan.reason,
      crossOriginIsolated: globalThis.crossOriginIsolated,
      ...(plan.adapter === undefined ? {} : { adapter: plan.adapter }),
      ...(imageMs === undefined ? {} : { imageMs }),
    };
  }

  /** What using a model would download. */
  async cost(ref: ModelRef, tasks: readonly ModelTask[] | undefined, options: AbortOptions): Promise<ModelCost> {
    const model = await this.open(ref, options);
    return model.cost(tasks ?? model.info.tasks, options);
  }

  /** Loads what tasks need before it is needed; all files in one download. */
  async load(ref: ModelRef, wanted: readonly ModelTask[] | undefined, options: LoadOptions): Promise<void> {
    const model = await this.open(ref, options);
    const { info, embedding, language } = model;
    const { onProgress } = options;
    const tasks = wanted ?? info.tasks;
    await model.fetch(tasks, options);
    // What comes now is all stored: a second download that starts at nothing would only confuse.
    const quiet: LoadOptions = {
      ...options,
      onProgress: (event) => {
        if (event.phase === 'initialise') onProgress?.(event);
      },
    };
    if (tasks.includes('embed-text')) await embedding?.embedTexts(['a'], quiet);
    if (tasks.includes('embed-image')) await embedding?.embedImages([blank(embedding.image.size)], quiet);
    await language?.load(tasks.filter(isLanguageTask), quiet);
    onProgress?.({ phase: 'ready', model: info.id });
  }
}

function keyOf({ id, revision, dtype }: ModelRef): string {
  return JSON.stringify([id, revision, dtype]);
}

function idOf(key: string): unknown {
  const [id] = JSON.parse(key) as readonly unknown[];
  return id;
}

function isLanguageTask(task: ModelTask): task is LanguageTask {
  return task === 'caption' || task === 'vqa' || task === 'match';
}

/** Options of {@link Engine.load}. */
interface LoadOptions extends AbortOptions {
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

function blank([width, height]: readonly [number, number]): {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
} {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}
