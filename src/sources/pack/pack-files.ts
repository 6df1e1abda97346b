import type { FileCache, RemoteFile } from '../../assets/file-cache.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { Manifest } from '../../families/packs/manifest.ts';
import type { ModelFiles } from '../../families/model-files.ts';
import type { ModelTask } from '../../families/capabilities.ts';
import type { ModelCost } from '../model-types.ts';

/** Options of what may have to download. */
export interface FetchOptions extends AbortOptions {
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** The files of one pack, wherever they come from. */
export interface PackFiles extends ModelFiles {
  readonly manifest: Manifest;
  /** What using the tasks would download, ORT's wasm included. */
  cost(tasks: readonly ModelTask[], options: AbortOptions): Promise<ModelCost>;
  /** Brings all that the tasks need onto the device. */
  fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void>;
}

/** What packs are fetched with. */
export interface PackContext {
  readonly cache: FileCache;
  /** ORT's wasm: it is counted and fetched with every model. */
  readonly wasmFile: () => Promise<RemoteFile>;
}
