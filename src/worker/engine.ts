import { openFileCache, type FileCache } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { Once } from '../core/once.ts';
import { openBatchSize, type BatchSize } from '../models/batch-size.ts';
import { createPackModel } from '../models/clip/pack-model.ts';
import { createProbe } from '../models/clip/probe.ts';
import type { EmbeddingModel } from '../models/embedding-model.ts';
import { partOf } from '../models/manifest.ts';
import type { DeviceState, ModelCost, Tower } from '../protocol/states.ts';
import type { SessionConfig } from '../protocol/worker-api.ts';
import { assetUrls } from './asset-urls.ts';
import { PackSource } from './pack-source.ts';
import { WorkerRuntime } from './worker-runtime.ts';

/** Everything that a configured worker holds once: file cache, runtime, model. Each is made at its first use. */
export class Engine {
  readonly config: SessionConfig;
  readonly cache: Once<FileCache>;
  readonly runtime: Once<WorkerRuntime>;
  readonly model: Once<EmbeddingModel>;
  /** Rejects when the GPU is lost: every call races it, because ORT's own promises may never settle then. */
  readonly lost: Promise<never>;
  #lose: (error: OnsightError) => void = () => undefined;
  readonly #pack: Once<PackSource>;
  #batch: BatchSize | undefined;
  /** True when a library inside this worker cannot be trusted any more and only a new worker helps. */
  readonly poisoned: boolean = false;

  constructor(config: SessionConfig) {
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
    this.#pack = new Once(async (signal) =>
      PackSource.open(config.embed.id, config.modelsUrl, await this.cache.get(), await this.runtime.get(), { signal }),
    );
    this.model = new Once((signal) => this.#openModel(signal));
  }

  async #openModel(signal: AbortSignal): Promise<EmbeddingModel> {
    const pack = await this.#pack.get({ signal });
    const { manifest } = pack;
    const [width, height] = manifest.image.size;
    const imageBatch = await this.#openBatch(`${manifest.id}@${manifest.version}`, 12 * width * height);
    return createPackModel({
      manifest,
      files: pack,
      imageBatch,
      openSession: async (role, bytes, loadSignal) => {
        const runtime = await this.runtime.get();
        return runtime.openSession(bytes, {
          name: `${manifest.id}@${manifest.version}/${partOf(manifest, role).file}`,
          signal: loadSignal,
          probe: () =>
            createProbe(manifest, role === 'text_model' ? 'text_model' : 'vision_encoder', pack, {
              signal: loadSignal,
            }),
        });
      },
    });
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

  /** What using the towers would download. */
  async cost(towers: readonly Tower[], options: AbortOptions): Promise<ModelCost> {
    const files = await (await this.#pack.get(options)).filesFor(towers);
    const stored = await (await this.cache.get()).stored(files);
    const bytes = files.map((file) => file.bytes ?? 0);
    const sum = (keep: (index: number) => boolean): number =>
      bytes.reduce((total, size, index) => (keep(index) ? total + size : total), 0);
    return { totalBytes: sum(() => true), storedBytes: sum((index) => stored[index] === true) };
  }

  /** Loads towers before they are needed. */
  async load(towers: readonly Tower[], options: Parameters<PackSource['read']>[1]): Promise<void> {
    const pack = await this.#pack.get(options);
    const files = await pack.filesFor(towers);
    const known = new Set(pack.manifest.files.map((file) => file.path));
    await pack.read(
      files.map((file) => file.path).filter((path) => known.has(path)),
      options,
    );
    const model = await this.model.get(options);
    if (towers.includes('text')) await model.embedTexts(['a'], options);
    if (towers.includes('image')) await model.embedImages([blank(model.image.size)], options);
  }
}

function blank([width, height]: readonly [number, number]): {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
} {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}
