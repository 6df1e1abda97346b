import { OpfsStore } from './opfs-store.ts';

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
type StorageKind = 'opfs' | 'cache' | 'memory';

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

// Caches with the same root share their blobs, as they do in persistent storage.
const roots = new Map<string, Map<string, Map<string, Blob>>>();

/** Last resort: blobs that live as long as the page. */
class MemoryStore implements BlobStore {
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

// The Cache API is keyed by http(s) URL. The `.invalid` host cannot resolve, so these keys are never fetched.
const origin = 'https://onsight.invalid';

/** Blobs in the Cache API, for browsers and windows without OPFS. `Cache.put` is atomic. */
class CacheStorageStore implements BlobStore {
  readonly #cache: Cache;

  private constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** Undefined if the Cache API is missing or refused. */
  static async open(root: string): Promise<CacheStorageStore | undefined> {
    if (!('caches' in globalThis)) return undefined;
    try {
      return new CacheStorageStore(await caches.open(root));
    } catch {
      return undefined;
    }
  }

  async get(folder: string, name: string): Promise<Blob | undefined> {
    return (await this.#cache.match(keyOf(folder, name)))?.blob();
  }

  async put(folder: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const headers = { 'content-length': String(bytes.byteLength) };
    await this.#cache.put(keyOf(folder, name), new Response(bytes, { headers }));
  }

  async sizes(folder: string): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    for (const key of await this.#cache.keys()) {
      const [inFolder, name] = partsOf(key.url);
      if (inFolder !== folder || name === undefined) continue;
      const response = await this.#cache.match(key);
      sizes.set(name, Number(response?.headers.get('content-length') ?? 0));
    }
    return sizes;
  }

  async folders(): Promise<readonly string[]> {
    const keys = await this.#cache.keys();
    return [...new Set(keys.map((key) => partsOf(key.url)[0] ?? ''))];
  }

  async delete(folder: string, name: string): Promise<void> {
    await this.#cache.delete(keyOf(folder, name));
  }

  async deleteFolder(folder: string): Promise<void> {
    for (const name of (await this.sizes(folder)).keys()) await this.delete(folder, name);
  }
}

function keyOf(folder: string, name: string): string {
  return `${origin}/${folder}/${name}`;
}

function partsOf(url: string): readonly string[] {
  return url.slice(origin.length + 1).split('/');
}
