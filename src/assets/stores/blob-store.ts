import { OpfsStore } from './opfs-store.ts';
import { CacheStorageStore } from './cache-storage-store.ts';
import { MemoryStore } from './memory-store.ts';

/**
 * Named blobs in folders, one level deep: the interface to storage. Names consist of letters, digits, `-` and `.`, so
 * that every back end can use them unchanged.
 */
export interface BlobStore {
  /** Returns the blob, read lazily from storage, or undefined if missing. */
  get(folder: string, name: string): Promise<Blob | undefined>;
  /**
   * Stores the bytes atomically: a reader never sees a part of them.
   *
   * @throws the browser's QuotaExceededError if storage is full
   */
  put(folder: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Name and size in bytes of every blob in a folder; empty if the folder does not exist. */
  sizes(folder: string): Promise<ReadonlyMap<string, number>>;
  folders(): Promise<readonly string[]>;
  /** Deletes a blob if it exists. */
  delete(folder: string, name: string): Promise<void>;
  /** Deletes a folder and its blobs if it exists. */
  deleteFolder(folder: string): Promise<void>;
}

/** Where files are stored: the origin private file system, the Cache API, or, as a last resort, the page's memory. */
export type StorageKind = 'opfs' | 'cache' | 'memory';

/**
 * Opens the best store the browser offers, or exactly `kind`. Private windows and some web views refuse OPFS; pages
 * without HTTPS have neither OPFS nor the Cache API.
 */
export async function openBlobStore(root: string, kind?: StorageKind): Promise<BlobStore> {
  if (kind === 'memory') return new MemoryStore(root);
  if (kind !== 'cache') {
    const opfs = await OpfsStore.open(root);
    if (opfs !== undefined) return opfs;
  }
  const cache = await CacheStorageStore.open(root);
  return cache ?? new MemoryStore(root);
}
