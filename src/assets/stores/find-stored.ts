import type { BlobStore } from './blob-store.ts';
import type { RemoteFile } from '../file-cache.ts';
import { readEntry, StoredFile } from './stored-file.ts';

/** The stored, complete copy of a file; undefined when there is none. Asks the device only. */
export async function findStored(store: BlobStore, file: RemoteFile): Promise<Blob | undefined> {
  const blob = await (await StoredFile.at(store, file)).read();
  if (blob !== undefined || file.sha256 !== undefined) return blob;
  // Copies that `fetchFresh` made are kept by their content's hash, which the caller does not know.
  for (const folder of await store.folders()) {
    const entry = await readEntry(store, folder);
    if (entry?.group !== file.group || entry.path !== file.path || entry.url !== file.url) continue;
    if (entry.sha256 === undefined) continue;
    const copy = await (await StoredFile.at(store, { ...file, sha256: entry.sha256 })).read();
    if (copy !== undefined) return copy;
  }
  return undefined;
}

/** Name of the lock under which a file is written or deleted, the same for all of its versions. */
export function lockName(root: string, file: Pick<RemoteFile, 'group' | 'path'>): string {
  return `onsight:${root}:${JSON.stringify([file.group, file.path])}`;
}
