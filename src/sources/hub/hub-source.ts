import type { FileCache, RemoteFile } from '../../assets/file-cache.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { HubRepository } from '../../families/hub/hub-repository.ts';
import type { ModelRef } from '../model-types.ts';
import { fetchModelFiles } from '../fetch-model-files.ts';
import type { WorkerRuntime } from '../worker-runtime.ts';

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
    const files = [...paths.map((path) => this.file(path)), await this.#runtime.wasmFile()];
    const blobs = await fetchModelFiles(this.#cache, this.#ref.id, files, options);
    return blobs.slice(0, paths.length);
  }

  /** Asked of the Hub, and remembered: without a network a model opens with the towers that are stored. */
  async sizes(paths: readonly string[], options: AbortOptions = {}): Promise<readonly FileSize[]> {
    const key = `hub-sizes/${this.#base}`;
    const known = toSizes(await this.#cache.readRecord(key));
    try {
      const files = paths.map((path) => this.file(path));
      const sizes = await this.#cache.sizes(files, options);
      const told = paths.flatMap((path, index) => (sizes[index] === undefined ? [] : [[path, sizes[index]] as const]));
      if (told.some(([path, size]) => known.get(path) !== size))
        await this.#cache.writeRecord(key, Object.fromEntries([...known, ...told]));
      return sizes;
    } catch (error) {
      const isCutOff = OnsightError.is(error, 'not-cached-offline') || OnsightError.is(error, 'download-failed');
      if (!isCutOff || !paths.every((path) => known.has(path))) throw error;
      return paths.map((path) => known.get(path));
    }
  }

  /** A file of the repository as the cache knows it. */
  file(path: string): RemoteFile {
    return { url: new URL(path, this.#base).href, group: this.#ref.id, path: `${this.#revision}/${path}` };
  }
}

type FileSize = number | 'missing' | undefined;

/** Stored sizes in bytes by path. */
function toSizes(record: unknown): Map<string, number | 'missing'> {
  const sizes = new Map<string, number | 'missing'>();
  if (typeof record !== 'object' || record === null) return sizes;
  for (const [path, size] of Object.entries(record) as [string, unknown][])
    if (typeof size === 'number' || size === 'missing') sizes.set(path, size);
  return sizes;
}
