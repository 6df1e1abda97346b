import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';

/** Files of a model from the device or the network, with their bytes as the progress of that model. */
export function fetchModelFiles(
  cache: FileCache,
  model: string,
  files: readonly RemoteFile[],
  { signal, onProgress }: AbortOptions & { readonly onProgress?: OnProgress<LoadProgress> | undefined },
): Promise<readonly Blob[]> {
  const report =
    onProgress &&
    ((event: { readonly loadedBytes: number; readonly totalBytes: number; readonly bytesPerSecond: number }): void => {
      onProgress({ phase: 'download', model, ...event });
    });
  return cache.fetchAll(files, { signal, onProgress: report });
}
