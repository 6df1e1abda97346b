import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { ModelCost } from './model-types.ts';

/** Download cost of these files. */
export async function costOfFiles(cache: FileCache, files: readonly RemoteFile[]): Promise<ModelCost> {
  const stored = await cache.stored(files);
  const bytes = files.map((file) => file.bytes ?? 0);
  const sum = (keep: (index: number) => boolean): number =>
    bytes.reduce((total, size, index) => (keep(index) ? total + size : total), 0);
  return { totalBytes: sum(() => true), storedBytes: sum((index) => stored[index] === true) };
}
