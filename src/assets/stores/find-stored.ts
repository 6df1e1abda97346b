import type { BlobStore } from './blob-store.ts';
import type { RemoteFile } from '../file-cache.ts';
import { readEntry, StoredFile } from './stored-file.ts';

/** The stored, complete copy of a file; undefined if missing. Makes no request. */
export async function findStored(store: BlobStore, file: RemoteFile): Promise<Blob | undefined> {
  const blob = await (await StoredFile.at(store, file)).read();
  if (blob !== undefined || file.sha256 !== undefined) return blob;
  // Copies stored by `fetchFresh` are keyed by a content hash that the caller does not know.
  for (const folder of await store.folders()) {
    const entry = await readEntry(store, folder);
    if (entry?.group !== file.group || entry.path !== file.path || entry.url !== file.url) continue;
    if (entry.sha256 === undefined) continue;
    const copy = await (await StoredFile.at(store, { ...file, sha256: entry.sha256 })).read();
    if (copy !== undefined) return copy;
  }
  return undefined;
}

/** Name of the lock for writing or deleting a file, shared by all of its versions. */
export function lockName(root: string, file: Pick<RemoteFile, 'group' | 'path'>): string {
  return `onsight:${root}:${JSON.stringify([file.group, file.path])}`;
}
