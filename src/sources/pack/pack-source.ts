import type { FileCache, RemoteFile } from '../../assets/file-cache.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import { parseManifest, type Manifest } from '../../families/packs/manifest.ts';
import { filesForTasks } from '../task-files.ts';
import type { ModelTask } from '../../families/capabilities.ts';
import type { ModelCost } from '../model-types.ts';
import { fetchModelFiles } from '../fetch-model-files.ts';
import { costOfFiles } from '../model-cost.ts';
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

  /**
   * Reads the manifest: from the network where there is one, so that a newer pack is noticed. Of the version before, its
   * manifest and its text tower are kept: libraries that it embedded are still searched with it.
   */
  static async open(id: string, modelsUrl: string, context: PackContext, options: AbortOptions): Promise<PackSource> {
    const base = new URL(`${encodeURIComponent(id)}/`, modelsUrl);
    const file = { url: new URL('onsight.json', base).href, group: id, path: 'onsight.json' };
    const before = await storedText(context.cache, file, options);
    const text = await (await context.cache.fetchFresh(file, options)).text();
    const source = new PackSource(parseManifest(id, text), base, context);
    if (before !== undefined && before !== text) await keepFormer(id, before, source);
    return source;
  }

  /** The version of a pack that was in use before; undefined where it was not kept. */
  static async former(space: string, modelsUrl: string, context: PackContext): Promise<PackSource | undefined> {
    const text = await context.cache.readRecord(recordOf(space));
    if (typeof text !== 'string') return undefined;
    const id = space.slice(0, space.lastIndexOf('@'));
    const base = new URL(`${encodeURIComponent(id)}/`, modelsUrl);
    return new PackSource(parseManifest(id, text), base, context);
  }

  /** Keeps the manifest of an older version, and with it the files that embed texts, until `FileCache.releaseKept`. */
  async keepFormer(manifest: Manifest, text: string): Promise<void> {
    const { cache } = this.#context;
    const former = new PackSource(manifest, this.#base, this.#context);
    const space = `${manifest.id}@${manifest.version}`;
    const files = filesForTasks(manifest, ['embed-text']).map((path) => former.#file(path));
    await cache.writeRecord(recordOf(space), text);
    await cache.keep(space, files);
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

/** Key of the record that holds the manifest of an older version. */
export function recordOf(space: string): string {
  return `manifest/${space}`;
}

/** The stored copy of a small file, without a request. */
async function storedText(cache: FileCache, file: RemoteFile, options: AbortOptions): Promise<string | undefined> {
  const [isThere = false] = await cache.stored([file]);
  if (!isThere) return undefined;
  const [copy] = await cache.fetchAll([file], options);
  return copy?.text();
}

async function keepFormer(id: string, text: string, source: PackSource): Promise<void> {
  let former: Manifest;
  try {
    former = parseManifest(id, text);
  } catch {
    // Of an older format, or damaged: nothing can be searched with it.
    return;
  }
  if (former.version !== source.manifest.version && former.encoders.text !== undefined)
    await source.keepFormer(former, text);
}
