import type { AbortOptions } from '../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';

/** How a model gets at the bytes of its own files; provided by the worker, which owns the file cache. */
export interface ModelFiles {
  /** The files at these paths of the model's folder, checked, in order. Progress is over all of them. */
  read(
    paths: readonly string[],
    options?: AbortOptions & { readonly onProgress?: OnProgress<LoadProgress> | undefined },
  ): Promise<readonly Blob[]>;
}
