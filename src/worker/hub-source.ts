import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/abort.ts';
import type { HubRepository } from '../models/hub/hub-repository.ts';
import type { ModelRef } from '../protocol/states.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** One revision of a Hub repository, through the file cache. */
export class HubSource implements HubRepository {
  readonly #base: string;
  readonly #ref: ModelRef;
  readonly #revision: string;
  readonly #cache: FileCache;
  readonly #runtime: WorkerRuntime;

  constructor(ref: ModelRef, hubUrl: string, cache: FileCache, runtime: WorkerRuntime) {
    this.#ref = ref;
    this.#revision = ref.revision ?? 'main';
    this.#base = `${hubUrl}${ref.id}/resolve/${encodeURIComponent(this.#revision)}/`;
    this.#cache = cache;
    this.#runtime = runtime;
  }

  /** The files, and with them ORT's wasm, so that one progress covers all that is needed. */
  async read(paths: readonly string[], options: Parameters<HubRepository['read']>[1] = {}): Promise<readonly Blob[]> {
    const { signal, onProgress } = options;
    const files = [...paths.map((path) => this.file(path)), await this.#runtime.wasmFile()];
    const blobs = await this.#cache.fetchAll(files, {
      signal,
      onProgress:
        onProgress &&
        ((event): void => {
          onProgress({ phase: 'download', model: this.#ref.id, ...event });
        }),
    });
    return blobs.slice(0, paths.length);
  }

  sizes(paths: readonly string[], options: AbortOptions = {}): Promise<readonly (number | 'missing' | undefined)[]> {
    return this.#cache.sizes(
      paths.map((path) => this.file(path)),
      options,
    );
  }

  /** A file of the repository as the cache knows it. */
  file(path: string): RemoteFile {
    return { url: new URL(path, this.#base).href, group: this.#ref.id, path: `${this.#revision}/${path}` };
  }
}
