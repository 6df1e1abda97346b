import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { parseManifest, type Manifest } from '../models/manifest.ts';
import type { ModelFiles } from '../models/model-files.ts';
import { filesForTasks } from './task-files.ts';
import type { ModelTask } from '../protocol/states.ts';
import { fetchModelFiles } from './fetch-model-files.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** A pack in a folder under `modelsUrl`: its manifest and checked access to its files. */
export class PackSource implements ModelFiles {
  readonly manifest: Manifest;
  readonly #base: URL;
  readonly #cache: FileCache;
  readonly #runtime: WorkerRuntime;

  private constructor(manifest: Manifest, base: URL, cache: FileCache, runtime: WorkerRuntime) {
    this.manifest = manifest;
    this.#base = base;
    this.#cache = cache;
    this.#runtime = runtime;
  }

  /** Reads the manifest: from the network where there is one, so that a newer pack is noticed. */
  static async open(
    id: string,
    modelsUrl: string,
    cache: FileCache,
    runtime: WorkerRuntime,
    options: AbortOptions,
  ): Promise<PackSource> {
    const base = new URL(`${encodeURIComponent(id)}/`, modelsUrl);
    const file = { url: new URL('onsight.json', base).href, group: id, path: 'onsight.json' };
    const blob = await cache.fetchFresh(file, options);
    return new PackSource(parseManifest(id, await blob.text()), base, cache, runtime);
  }

  /** The files of the model, and with them ORT's wasm, so that one progress covers all that is needed. */
  async read(paths: readonly string[], options: Parameters<ModelFiles['read']>[1] = {}): Promise<readonly Blob[]> {
    const files = [...paths.map((path) => this.#file(path)), await this.#runtime.wasmFile()];
    const blobs = await fetchModelFiles(this.#cache, this.manifest.id, files, options);
    return blobs.slice(0, paths.length);
  }

  /** Every file that the tasks need. */
  async filesFor(tasks: readonly ModelTask[]): Promise<readonly RemoteFile[]> {
    const paths = filesForTasks(this.manifest, tasks);
    return [...paths.map((path) => this.#file(path)), await this.#runtime.wasmFile()];
  }

  #file(path: string): RemoteFile {
    const { id, files } = this.manifest;
    const listed = files.find((file) => file.path === path);
    if (listed === undefined)
      throw new OnsightError('unsupported-model', { model: id, reason: `"${path}" is not listed in its files` });
    return { url: new URL(path, this.#base).href, group: id, ...listed };
  }
}
