import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import type { BatchSize } from '../families/batch-size.ts';
import type { Admit, ModelInfo, ModelTask, OpenModel } from '../families/capabilities.ts';
import type { ModelCost, ModelRef } from './model-types.ts';
import type { Transformers } from '../runtime/transformers/transformers.ts';
import { openConverted } from './converted/open-converted.ts';
import { openPackSource } from './pack/open-pack-source.ts';
import type { FetchOptions, PackFiles, PackContext } from './pack/pack-files.ts';
import type { WorkerRuntime } from './worker-runtime.ts';
import { HubSource } from './hub/hub-source.ts';
import { planHubModel, filesOf } from '../families/hub/hub-plan.ts';
import { toModelInfo, HubModel } from '../families/hub/hub-model.ts';
import { isWhisper, planWhisper } from '../families/whisper/whisper-plan.ts';
import { toWhisperInfo, WhisperModel } from '../families/whisper/whisper-model.ts';
import { costOfFiles } from './model-cost.ts';
import { fetchModelFiles } from './fetch-model-files.ts';
import { type Manifest, parseManifest } from '../families/packs/manifest.ts';
import { recordOf } from './pack/pack-source.ts';
import { filesForTasks } from './task-files.ts';
import { OnsightError } from '../core/errors.ts';

/** A pack in a folder under `modelsUrl`: its manifest and checked access to its files. */
class PackSource implements PackFiles {
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

/** A model whose description was read: its costs and files, and how to open it. Without weights. */
export interface ModelSource {
  readonly info: ModelInfo;
  /** Download size of the tasks, ORT's wasm included. */
  cost(tasks: readonly ModelTask[], options: AbortOptions): Promise<ModelCost>;
  /** Downloads all files that the tasks need. */
  fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void>;
  /** Makes the model; its sessions are created on first use, each through `admit`. */
  create(admit: Admit): OpenModel;
}

/** Dependencies of every source. */
export interface SourceDeps {
  /** Folder of packs and address of the Hub, absolute, with a trailing slash. */
  readonly config: { readonly modelsUrl: string; readonly hubUrl: string };
  readonly cache: FileCache;
  readonly runtime: WorkerRuntime;
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly openBatch: (key: string, bytesPerImage: number) => Promise<BatchSize>;
}

/** Finds a model: a name is a pack under `modelsUrl`, `owner/name` a Hub repository, `local/name` an imported folder. */
export async function openSource(ref: ModelRef, deps: SourceDeps, options: AbortOptions): Promise<ModelSource> {
  if (!ref.id.includes('/')) {
    const { config, cache, runtime } = deps;
    const context = { cache, wasmFile: () => runtime.wasmFile() };
    return openPackSource(await PackSource.open(ref.id, config.modelsUrl, context, options), undefined, deps);
  }
  const converted = await openConverted(ref, deps, options);
  if (converted !== undefined) return openPackSource(converted.pack, converted.backend, deps);
  return openHubSource(ref, deps, options);
}

/** The previous version of a pack, if it was kept: see {@link PackSource.open}. */
export async function openFormerSource(space: string, deps: SourceDeps): Promise<ModelSource | undefined> {
  const { config, cache, runtime } = deps;
  const pack = await PackSource.former(space, config.modelsUrl, { cache, wasmFile: () => runtime.wasmFile() });
  return pack && openPackSource(pack, undefined, deps);
}

/**
 * The model of a Hub repository. Reads its JSON files only.
 *
 * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
 */
async function openHubSource(ref: ModelRef, deps: SourceDeps, options: AbortOptions): Promise<ModelSource> {
  const { config, cache, runtime, transformers, openBatch } = deps;
  const repository = new HubSource(ref, config.hubUrl, cache, runtime);
  const { backend } = await runtime.plan.get(options);
  if (await isWhisper(ref.id, repository, options)) return openWhisper(ref, repository, deps, options);
  // A trial of both backends would download two weight formats; a Hub model takes the GPU if there is one.
  const request = {
    id: ref.id,
    revision: ref.revision,
    dtype: ref.dtype,
    backend: backend === 'wasm' ? backend : 'webgpu',
  } as const;
  const plan = await planHubModel(request, repository, options);
  const info = toModelInfo(plan);
  const [width, height] = plan.image.size;
  const imageBatch = await openBatch(info.embedding?.space ?? info.id, 12 * width * height);
  const filesFor = async (tasks: readonly ModelTask[]): Promise<readonly RemoteFile[]> => [
    ...filesOf(plan, towersOf(tasks)).map(({ path, bytes }) => ({
      ...repository.file(path),
      ...(bytes === undefined ? {} : { bytes }),
    })),
    await runtime.wasmFile(),
  ];
  return {
    info,
    cost: async (tasks) => costOfFiles(cache, await filesFor(tasks)),
    fetch: async (tasks, fetching) => {
      await fetchModelFiles(cache, info.id, await filesFor(tasks), fetching);
    },
    create: (admit) => new HubModel(plan, { repository, transformers, lane: runtime.lane, imageBatch, admit }),
  };
}

async function openWhisper(
  ref: ModelRef,
  repository: HubSource,
  { cache, runtime }: SourceDeps,
  options: AbortOptions,
): Promise<ModelSource> {
  const planned = await runtime.plan.get(options);
  const backend = planned.backend === 'wasm' ? 'wasm' : 'webgpu';
  const plan = await planWhisper({ ...ref, backend }, repository, options);
  const { tokenizer, encoder, decoder } = plan.files;
  const files = async (): Promise<readonly RemoteFile[]> => [
    ...[tokenizer, ...encoder, ...decoder].map(({ path, bytes }) => ({
      ...repository.file(path),
      ...(bytes === undefined ? {} : { bytes }),
    })),
    await runtime.wasmFile(),
  ];
  return {
    info: toWhisperInfo(plan),
    cost: async () => costOfFiles(cache, await files()),
    fetch: async (_tasks, fetching) => {
      await fetchModelFiles(cache, plan.id, await files(), fetching);
    },
    create: (admit) =>
      new WhisperModel(plan, {
        repository,
        admit,
        openSession: (name, graph, signal) =>
          runtime.openSession(graph, { name: `${name}/${plan.dtype}`, signal, backend, probe: neverTried }),
      }),
  };
}

/** Of a graph that is never tried on both backends. */
function neverTried(): never {
  throw new OnsightError('internal', { reason: 'a graph with a backend of its own was tried on both' });
}

function towersOf(tasks: readonly ModelTask[]): readonly ('text' | 'image')[] {
  return [
    ...(tasks.includes('embed-text') ? (['text'] as const) : []),
    ...(tasks.includes('embed-image') ? (['image'] as const) : []),
  ];
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
    // Of an older format, or damaged: it cannot be used for a search.
    return;
  }
  if (former.version !== source.manifest.version && former.encoders.text !== undefined)
    await source.keepFormer(former, text);
}
