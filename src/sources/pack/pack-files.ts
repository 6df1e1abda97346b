import type { FileCache, RemoteFile } from '../../assets/file-cache.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { Manifest } from '../../families/packs/manifest.ts';
import type { ModelFiles } from '../../families/model-files.ts';
import type { ModelTask } from '../../families/capabilities.ts';
import type { ModelCost } from '../model-types.ts';

/** Options of a call that may download. */
export interface FetchOptions extends AbortOptions {
  readonly onProgress?: OnProgress<LoadProgress> | undefined;
}

/** Files of one pack, whatever their source. */
export interface PackFiles extends ModelFiles {
  readonly manifest: Manifest;
  /** Download size of the tasks, ORT's wasm included. */
  cost(tasks: readonly ModelTask[], options: AbortOptions): Promise<ModelCost>;
  /** Downloads everything the tasks need. */
  fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void>;
}

/** Dependencies for fetching packs. */
export interface PackContext {
  readonly cache: FileCache;
  /** ORT's wasm: it is counted and fetched with every model. */
  readonly wasmFile: () => Promise<RemoteFile>;
}
