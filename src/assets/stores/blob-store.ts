import { OpfsStore } from './opfs-store.ts';
import { CacheStorageStore } from './cache-storage-store.ts';
import { MemoryStore } from './memory-store.ts';

/**
 * Named blobs in folders, one level deep: all that the file cache asks of a device.
 * Names are letters, digits, `-` and `.` only, so that every back end can hold them as they are.
 */
export interface BlobStore {
  /** The blob, read from the device when it is used, or undefined where there is none. */
  get(folder: string, name: string): Promise<Blob | undefined>;
  /**
   * Stores the bytes whole or not at all: a reader never sees a part of them.
   * @throws the browser's QuotaExceededError where there is no room
   */
  put(folder: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Name and size in bytes of every blob of a folder; empty for a folder that is not there. */
  sizes(folder: string): Promise<ReadonlyMap<string, number>>;
  folders(): Promise<readonly string[]>;
  /** Removes one blob; one that is not there is no error. */
  delete(folder: string, name: string): Promise<void>;
  /** Removes a folder and what is in it; one that is not there is no error. */
  deleteFolder(folder: string): Promise<void>;
}

/** Where files are kept: the origin's private file system, the Cache API, or (nothing else offered) this page's memory. */
export type StorageKind = 'opfs' | 'cache' | 'memory';

/**
 * Opens the best store that this browser offers, or exactly `kind`.
 * Private windows and some web views refuse OPFS, pages without HTTPS have neither OPFS nor the Cache API.
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
