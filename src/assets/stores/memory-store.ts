import type { BlobStore } from './blob-store.ts';

// Caches with the same root share their blobs, as they do in persistent storage.
const roots = new Map<string, Map<string, Map<string, Blob>>>();

/** Last resort: blobs that live as long as the page. */
export class MemoryStore implements BlobStore {
  readonly #folders: Map<string, Map<string, Blob>>;

  constructor(root: string) {
    this.#folders = roots.get(root) ?? new Map<string, Map<string, Blob>>();
    roots.set(root, this.#folders);
  }

  get(folder: string, name: string): Promise<Blob | undefined> {
    return Promise.resolve(this.#folders.get(folder)?.get(name));
  }

  put(folder: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const blobs = this.#folders.get(folder) ?? new Map<string, Blob>();
    this.#folders.set(folder, blobs.set(name, new Blob([bytes])));
    return Promise.resolve();
  }

  sizes(folder: string): Promise<ReadonlyMap<string, number>> {
    const blobs = this.#folders.get(folder) ?? new Map<string, Blob>();
    return Promise.resolve(new Map([...blobs].map(([name, blob]) => [name, blob.size])));
  }

  folders(): Promise<readonly string[]> {
    return Promise.resolve([...this.#folders.keys()]);
  }

  delete(folder: string, name: string): Promise<void> {
    this.#folders.get(folder)?.delete(name);
    return Promise.resolve();
  }

  deleteFolder(folder: string): Promise<void> {
    this.#folders.delete(folder);
    return Promise.resolve();
  }
}
