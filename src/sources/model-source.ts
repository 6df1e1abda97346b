import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import type { BatchSize } from '../families/batch-size.ts';
import { createBlipModel } from '../families/blip/blip-model.ts';
import { hasJointSpace } from '../families/clip/pack-info.ts';
import { createPackModel } from '../families/clip/pack-model.ts';
import type { EmbeddingModel } from '../families/embedding-model.ts';
import { createHubModel } from '../families/hub/hub-model.ts';
import { filesOf } from '../families/hub/hub-plan.ts';
import { partOf } from '../families/packs/manifest.ts';
import { createProbe } from '../families/packs/pack-probe.ts';
import { PackSessions } from '../families/packs/pack-sessions.ts';
import type { LanguageModel } from '../families/vision-language-model.ts';
import type { ModelCost, ModelInfo, ModelRef, ModelTask } from './model-types.ts';
import type { Transformers } from '../runtime/transformers/transformers.ts';
import type { Backend } from '../runtime/ort.ts';
import { fetchModelFiles } from './fetch-model-files.ts';
import { HubSource } from './hub/hub-source.ts';
import { costOfFiles } from './model-cost.ts';
import { openConverted } from './converted/open-converted.ts';
import type { FetchOptions, PackFiles } from './pack/pack-files.ts';
import { PackSource } from './pack/pack-source.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** A model: what it is, what it can do, and what that needs. */
export interface OpenModel {
  readonly info: ModelInfo;
  /** Where it has a joint space of pictures and text. */
  readonly embedding: EmbeddingModel | undefined;
  /** Where it writes, answers or matches. */
  readonly language: LanguageModel | undefined;
  /** What using the tasks would download, ORT's wasm included. */
  cost(tasks: readonly ModelTask[], options: AbortOptions): Promise<ModelCost>;
  /** Brings all that the tasks need onto the device. */
  fetch(tasks: readonly ModelTask[], options: FetchOptions): Promise<void>;
}

/** What a model is opened with. */
export interface ModelParts {
  /** Folder of packs and address of the Hub, absolute, with a trailing slash. */
  readonly config: { readonly modelsUrl: string; readonly hubUrl: string };
  readonly cache: FileCache;
  readonly runtime: WorkerRuntime;
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly openBatch: (key: string, bytesPerImage: number) => Promise<BatchSize>;
}

/** Opens a model: a name is a pack under `modelsUrl`, `owner/name` a Hub repository, `local/name` an imported folder. */
export async function openModel(ref: ModelRef, parts: ModelParts, options: AbortOptions): Promise<OpenModel> {
  if (!ref.id.includes('/')) {
    const { config, cache, runtime } = parts;
    const context = { cache, wasmFile: () => runtime.wasmFile() };
    return openPack(await PackSource.open(ref.id, config.modelsUrl, context, options), undefined, parts);
  }
  const converted = await openConverted(ref, parts, options);
  if (converted !== undefined) return openPack(converted.pack, converted.backend, parts);
  return openHubModel(ref, parts, options);
}

/** The version of a pack that was in use before, where it was kept: see {@link PackSource.open}. */
export async function openFormerPack(space: string, parts: ModelParts): Promise<OpenModel | undefined> {
  const { config, cache, runtime } = parts;
  const pack = await PackSource.former(space, config.modelsUrl, { cache, wasmFile: () => runtime.wasmFile() });
  return pack && openPack(pack, undefined, parts);
}

/** `backend`: what the pack was made for; undefined where each part may be tried on both. */
async function openPack(pack: PackFiles, backend: Backend | undefined, parts: ModelParts): Promise<OpenModel> {
  const { runtime, openBatch } = parts;
  const { manifest } = pack;
  const space = `${manifest.id}@${manifest.version}`;
  const sessions = new PackSessions({
    manifest,
    files: pack,
    openSession: (role, graph, signal) =>
      runtime.openSession(graph, {
        name: `${space}/${partOf(manifest, role).file}`,
        signal,
        backend,
        probe: () => createProbe(manifest, role, pack, { signal }),
      }),
  });
  const [width, height] = manifest.image.size;
  const embedding = hasJointSpace(manifest)
    ? createPackModel({ sessions, imageBatch: await openBatch(space, 12 * width * height) })
    : undefined;
  const language = manifest.family === 'blip' ? createBlipModel({ sessions }) : undefined;
  const { id, name, licence, tasks, languages } = manifest;
  return {
    info: { id, name, licence, tasks, languages, ...(embedding === undefined ? {} : { embedding: embedding.info }) },
    embedding,
    language,
    cost: (wanted, options) => pack.cost(wanted, options),
    fetch: (wanted, options) => pack.fetch(wanted, options),
  };
}

async function openHubModel(ref: ModelRef, parts: ModelParts, options: AbortOptions): Promise<OpenModel> {
  const { config, cache, runtime, transformers, openBatch } = parts;
  const source = new HubSource(ref, config.hubUrl, cache, runtime);
  const { backend } = await runtime.plan.get(options);
  const model = await createHubModel(
    {
      // A trial of both back ends would download two weight formats; a Hub model takes the GPU where there is one.
      request: {
        id: ref.id,
        revision: ref.revision,
        dtype: ref.dtype,
        backend: backend === 'wasm' ? 'wasm' : 'webgpu',
      },
      repository: source,
      transformers,
      lane: runtime.lane,
      openImageBatch: openBatch,
    },
    options,
  );
  const { id, name, licence, languages } = model.info;
  const tasks: readonly ModelTask[] = ['embed-text', 'embed-image'];
  const filesFor = async (wanted: readonly ModelTask[]): Promise<readonly RemoteFile[]> => [
    ...filesOf(model.plan, towersOf(wanted)).map(({ path, bytes }) => ({
      ...source.file(path),
      ...(bytes === undefined ? {} : { bytes }),
    })),
    await runtime.wasmFile(),
  ];
  return {
    info: { id, name, licence, tasks, languages: { 'embed-text': languages }, embedding: model.info },
    embedding: model,
    language: undefined,
    cost: async (wanted) => costOfFiles(cache, await filesFor(wanted)),
    fetch: async (wanted, fetching) => {
      await fetchModelFiles(cache, id, await filesFor(wanted), fetching);
    },
  };
}

function towersOf(tasks: readonly ModelTask[]): readonly ('text' | 'image')[] {
  return [
    ...(tasks.includes('embed-text') ? (['text'] as const) : []),
    ...(tasks.includes('embed-image') ? (['image'] as const) : []),
  ];
}
