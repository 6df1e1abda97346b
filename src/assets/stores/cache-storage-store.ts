import type { BlobStore } from './blob-store.ts';

// The Cache API is keyed by http(s) URL. The `.invalid` host cannot resolve, so these keys are never fetched.
const origin = 'https://onsight.invalid';

/** Blobs in the Cache API, for browsers and windows without OPFS. `Cache.put` is atomic. */
export class CacheStorageStore implements BlobStore {
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
