import type { RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/abort.ts';
import { OnsightError } from '../core/errors.ts';
import { parseManifest, type Manifest } from '../models/manifest.ts';
import { filesForTasks } from './task-files.ts';
import type { ModelCost, ModelTask } from '../protocol/states.ts';
import { fetchModelFiles } from './fetch-model-files.ts';
import { costOfFiles } from './model-cost.ts';
import type { FetchOptions, PackContext, PackFiles } from './pack-files.ts';

/** A pack in a folder under `modelsUrl`: its manifest and checked access to its files. */
export class PackSource implements PackFiles {
  readonly manifest: Manifest;
  readonly #base: URL;
  readonly #context: PackContext;

  private constructor(manifest: Manifest, base: URL, context: PackContext) {
    this.manifest = manifest;
    this.#base = base;
    this.#context = context;
  }

  /** Reads the manifest: from the network where there is one, so that a newer pack is noticed. */
  static async open(id: string, modelsUrl: string, context: PackContext, options: AbortOptions): Promise<PackSource> {
    const base = new URL(`${encodeURIComponent(id)}/`, modelsUrl);
    const file = { url: new URL('onsight.json', base).href, group: id, path: 'onsight.json' };
    const blob = await context.cache.fetchFresh(file, options);
    return new PackSource(parseManifest(id, await blob.text()), base, context);
  }

  /** The files of the model, and with them ORT's wasm, so that one progress covers all that is needed. */
  async read(paths: readonly string[], options: FetchOptions = {}): Promise<readonly Blob[]> {
    const files = [...paths.map((path) => this.#file(path)), await this.#context.wasmFile()];
    const blobs = await fetchModelFiles(this.#context.cache, this.manifest.id, files, options);
    return blobs.slice(0, paths.length);
  }

  async cost(tasks: readonly ModelTask[]): Promise<ModelCost> {
    return costOfFiles(this.#context.cache, await this.#filesFor(tasks));
  }

  async fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void> {
    await fetchModelFiles(this.#context.cache, this.manifest.id, await this.#filesFor(tasks), options);
  }

  async #filesFor(tasks: readonly ModelTask[]): Promise<readonly RemoteFile[]> {
    const paths = filesForTasks(this.manifest, tasks);
    return [...paths.map((path) => this.#file(path)), await this.#context.wasmFile()];
  }

  #file(path: string): RemoteFile {
    const { id, files } = this.manifest;
    const listed = files.find((file) => file.path === path);
    if (listed === undefined)
      throw new OnsightError('unsupported-model', { model: id, reason: `"${path}" is not listed in its files` });
    return { url: new URL(path, this.#base).href, group: id, ...listed };
  }
}
