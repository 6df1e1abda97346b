import { openFileCache, type FileCache } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { Once } from '../core/async/once.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import { openBatchSize, type BatchSize } from '../families/batch-size.ts';
import type { Capabilities, Capability, ModelInfo, ModelTask } from '../families/capabilities.ts';
import type { ReadWindow } from '../media/audio/read-windows.ts';
import type { WatchedVideo, WatchEvent, WatchParams } from '../media-worker/video-watcher.ts';
import type { Stream } from '../rpc/stream.ts';
import type { AudioSpec } from '../media/audio/log-mel.ts';
import type { AudioRef } from '../sample/part.ts';
import type { DeviceState } from '../runtime/device-state.ts';
import type { ModelCost, ModelRef } from '../sources/model-types.ts';
import type { Embedder } from '../library/embedder.ts';
import type { EngineConfig } from './contract.ts';
import { toEmbedder } from './library-embedder.ts';
import { isOrtBroken } from '../runtime/ort.ts';
import { loadTransformers, type Transformers } from '../runtime/transformers/transformers.ts';
import { assetUrls } from '../sources/asset-urls.ts';
import { checkModule } from '../sources/check-module.ts';
import { openSource, type ModelSource, type SourceDeps } from '../sources/model-source.ts';
import { openFormerModel, type FormerModel } from '../open-models/former-model.ts';
import { importCheckpoint } from '../sources/converted/open-converted.ts';
import { recordOf } from '../sources/pack/pack-source.ts';
import type { ListenParams, SpokenSamples } from '../media-worker/contract.ts';
import { MediaWorker, type HearOptions } from '../media-worker/media-worker.ts';
import { WorkerRuntime } from '../sources/worker-runtime.ts';
import { memoryBudgetBytes } from '../open-models/memory-budget.ts';
import { ModelHandle, type UseOptions } from '../open-models/model-handle.ts';
import { OpenModels } from '../open-models/open-models.ts';

/** State of a configured worker: file cache, runtime, models. Each is created on first use. */
export class Engine implements AsyncDisposable {
  readonly config: EngineConfig;
  readonly cache: Once<FileCache>;
  readonly runtime: Once<WorkerRuntime>;
  readonly images: MediaWorker = new MediaWorker();
  /** Rejects if the GPU is lost: every call races it, because ORT's own promises may never settle then. */
  readonly lost: Promise<never>;
  #lose: (error: OnsightError) => void = () => undefined;
  readonly #sources = new Map<string, Once<ModelSource>>();
  readonly #former = new Map<string, FormerModel>();
  readonly #models: OpenModels;
  readonly #transformers: Once<Transformers>;
  #batch: BatchSize | undefined;
  #loaded: Transformers | undefined;

  constructor(config: EngineConfig) {
    this.config = config;
    this.#models = new OpenModels(memoryBudgetBytes(config.memoryBudgetMb));
    this.lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.lost.catch(() => undefined);
    this.cache = new Once(() => openFileCache());
    this.runtime = new Once(async () => {
      const onLost = (reason: string): void => {
        this.#lose(new OnsightError('device-lost', { reason }));
      };
      return new WorkerRuntime(config.device, await this.cache.get(), assetUrls(config), onLost);
    });
    this.#transformers = new Once(async (signal) => {
      const ort = await (await this.runtime.get()).ort.get({ signal });
      const { transformers: url } = assetUrls(config);
      await checkModule(url);
      return (this.#loaded = await loadTransformers({ url, ort }));
    });
  }

  /** A model by its reference; reads its description only. */
  async handle(ref: ModelRef, options: AbortOptions): Promise<ModelHandle> {
    const key = keyOf(ref);
    let once = this.#sources.get(key);
    if (once === undefined) {
      once = new Once(async (signal) => openSource(ref, await this.#sourceDeps(), { signal }));
      this.#sources.set(key, once);
    }
    return new ModelHandle(key, await once.get(options), this.#models);
  }

  /**
   * Runs `work` with a capability of a model, which stays in memory meanwhile. Its weights load when `work` first
   * needs them.
   *
   * @throws OnsightError `unsupported-model` if the model lacks the capability or the task
   */
  async capability<C extends Capability, T>(
    ref: ModelRef,
    name: C,
    { task, signal }: UseOptions & AbortOptions,
    work: (capability: Capabilities[C]) => Promise<T>,
  ): Promise<T> {
    return (await this.handle(ref, { signal })).use(name, work, { task });
  }

  /** Windows of a sound as a model hears it, decoded in the media worker; leaving the loop stops that. */
  hear(audio: AudioRef, spec: AudioSpec, options: HearOptions): AsyncGenerator<ReadWindow> {
    return this.images.hear({ ...audio, spec, decoderUrl: assetUrls(this.config).mediaDecoder }, options);
  }

  /** Samples of a sound, mixed so that speech is clear, decoded in the media worker; leaving the loop stops that. */
  listen(
    { source, name, range, ...how }: AudioRef & Pick<ListenParams, 'rate' | 'track'>,
    options: AbortOptions,
  ): AsyncGenerator<SpokenSamples> {
    const decoderUrl = assetUrls(this.config).mediaDecoder;
    return this.images.listen({ source, name, range, ...how, decoderUrl }, options);
  }

  /** Frames of a video as a model sees them, decoded in the media worker; leaving the loop stops that. */
  watch(params: Omit<WatchParams, 'decoderUrl'>, options: AbortOptions): Promise<Stream<WatchEvent, WatchedVideo>> {
    return this.images.watch({ ...params, decoderUrl: assetUrls(this.config).mediaDecoder }, options);
  }

  /** An embedding model as libraries use it. @throws OnsightError `unsupported-model` if it cannot embed */
  async embedder(ref: ModelRef, options: AbortOptions): Promise<Embedder> {
    return toEmbedder(await this.handle(ref, options));
  }

  /** Converts a checkpoint from the visitor's disk; `handle` finds it from then on. */
  async importModel(
    ref: ModelRef,
    files: ReadonlyMap<string, Blob>,
    { signal, onProgress }: LoadOptions & { readonly signal: AbortSignal },
  ): Promise<ModelInfo> {
    await importCheckpoint(ref, files, await this.#sourceDeps(), { signal, onProgress });
    // In any format: another folder may have had the same name.
    for (const key of this.#sources.keys()) {
      if (idOf(key) !== ref.id) continue;
      this.#sources.delete(key);
      await this.#models.forget(key);
    }
    return (await this.handle(ref, { signal })).info;
  }

  async #sourceDeps(): Promise<SourceDeps> {
    return {
      config: this.config,
      cache: await this.cache.get(),
      runtime: await this.runtime.get(),
      transformers: (options: AbortOptions) => this.#transformers.get(options),
      openBatch: (key: string, bytesPerImage: number) => this.#openBatch(key, bytesPerImage),
    };
  }

  /** Model of an embedding space of a library; undefined if it is no longer on this device. */
  async former(space: string, options: AbortOptions): Promise<FormerModel | undefined> {
    const known = this.#former.get(space);
    if (known !== undefined) return known;
    const model = await openFormerModel(space, await this.#sourceDeps(), {
      models: this.#models,
      handle: (ref, more) => this.handle(ref, more),
      ...options,
    });
    if (model !== undefined) this.#former.set(space, model);
    return model;
  }

  /** Forgets former models of libraries, and removes their kept files. */
  async forgetFormer(): Promise<void> {
    for (const { handle } of this.#former.values()) await this.#models.forget(handle.key);
    this.#former.clear();
    const cache = await this.cache.get();
    for (const space of await cache.releaseKept()) await cache.writeRecord(recordOf(space), undefined);
  }

  /** Memory held by the open models, in bytes. */
  get openBytes(): number {
    return this.#models.bytes;
  }

  /** True if something may never settle again, so the worker must be replaced. */
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
      // The number of threads is tuned by the same measure: milliseconds per image.
      timed: async (count, run) => {
        const start = performance.now();
        const result = await batch.timed(count, run);
        await threads.report(threads.choice, (performance.now() - start) / count);
        return result;
      },
    };
  }

  /** Device state: back end, threads, adapter, and why. */
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

  /** Download size of a model's tasks. @defaultValue all its tasks */
  async cost(ref: ModelRef, tasks: readonly ModelTask[] | undefined, options: AbortOptions): Promise<ModelCost> {
    const { source, info } = await this.handle(ref, options);
    return source.cost(tasks ?? info.tasks, options);
  }

  /** Downloads what tasks need, all files in one download, and creates their sessions. @defaultValue all its tasks */
  async load(ref: ModelRef, tasks: readonly ModelTask[] | undefined, options: LoadOptions): Promise<void> {
    const handle = await this.handle(ref, options);
    await handle.load(tasks ?? handle.info.tasks, options);
  }

  /** Releases the sessions of all models. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#models.dispose();
  }
}

function keyOf({ id, revision, dtype }: ModelRef): string {
  return JSON.stringify([id, revision, dtype]);
}

function idOf(key: string): unknown {
  const [id] = JSON.parse(key) as readonly unknown[];
  return id;
}

/** Options of {@link Engine.load}. */
interface LoadOptions extends AbortOptions {
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}
