import type { FileCache } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import type { BatchSize } from '../families/batch-size.ts';
import type { Admit, ModelInfo, ModelTask, OpenModel } from '../families/capabilities.ts';
import type { ModelCost, ModelRef } from './model-types.ts';
import type { Transformers } from '../runtime/transformers/transformers.ts';
import { openConverted } from './converted/open-converted.ts';
import { openHubSource } from './hub/open-hub-source.ts';
import { openPackSource } from './pack/open-pack-source.ts';
import type { FetchOptions } from './pack/pack-files.ts';
import { PackSource } from './pack/pack-source.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** A model whose description was read: its costs and files, and how to open it. Holds no weights. */
export interface ModelSource {
  readonly info: ModelInfo;
  /** Download size of the tasks, ORT's wasm included. */
  cost(tasks: readonly ModelTask[], options: AbortOptions): Promise<ModelCost>;
  /** Downloads all files that the tasks need. */
  fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void>;
  /** Makes the model; its sessions are created on first use, each through `admit`. */
  create(admit: Admit): OpenModel;
}

/** Dependencies of every source. */
export interface SourceDeps {
  /** Folder of packs and address of the Hub, absolute, with a trailing slash. */
  readonly config: { readonly modelsUrl: string; readonly hubUrl: string };
  readonly cache: FileCache;
  readonly runtime: WorkerRuntime;
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly openBatch: (key: string, bytesPerImage: number) => Promise<BatchSize>;
}

/** Finds a model: a name is a pack under `modelsUrl`, `owner/name` a Hub repository, `local/name` an imported folder. */
export async function openSource(ref: ModelRef, deps: SourceDeps, options: AbortOptions): Promise<ModelSource> {
  if (!ref.id.includes('/')) {
    const { config, cache, runtime } = deps;
    const context = { cache, wasmFile: () => runtime.wasmFile() };
    return openPackSource(await PackSource.open(ref.id, config.modelsUrl, context, options), undefined, deps);
  }
  const converted = await openConverted(ref, deps, options);
  if (converted !== undefined) return openPackSource(converted.pack, converted.backend, deps);
  return openHubSource(ref, deps, options);
}

/** The previous version of a pack, if it was kept: see {@link PackSource.open}. */
export async function openFormerSource(space: string, deps: SourceDeps): Promise<ModelSource | undefined> {
  const { config, cache, runtime } = deps;
  const pack = await PackSource.former(space, config.modelsUrl, { cache, wasmFile: () => runtime.wasmFile() });
  return pack && openPackSource(pack, undefined, deps);
}
