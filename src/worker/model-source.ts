import type { FileCache, RemoteFile } from '../assets/file-cache.ts';
import type { AbortOptions } from '../core/abort.ts';
import type { BatchSize } from '../models/batch-size.ts';
import { createPackModel } from '../models/clip/pack-model.ts';
import type { EmbeddingModel } from '../models/embedding-model.ts';
import { createHubModel } from '../models/hub/hub-model.ts';
import { filesOf } from '../models/hub/hub-plan.ts';
import { partOf } from '../models/manifest.ts';
import { createProbe } from '../models/pack-probe.ts';
import { PackSessions } from '../models/pack-sessions.ts';
import type { Tower } from '../protocol/states.ts';
import type { SessionConfig } from '../protocol/worker-api.ts';
import type { Transformers } from '../runtime/transformers.ts';
import { HubSource } from './hub-source.ts';
import { PackSource } from './pack-source.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** A model, and what its towers need. */
export interface OpenModel {
  readonly model: EmbeddingModel;
  /** Every file that the towers need, ORT's wasm included. */
  readonly filesFor: (towers: readonly Tower[]) => Promise<readonly RemoteFile[]>;
}

/** What a model is opened with. */
export interface ModelParts {
  readonly config: SessionConfig;
  readonly cache: FileCache;
  readonly runtime: WorkerRuntime;
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly openBatch: (key: string, bytesPerImage: number) => Promise<BatchSize>;
}

/** Opens the session's model: a name is a pack under `modelsUrl`, `owner/name` a Hub repository. */
export function openModel(parts: ModelParts, options: AbortOptions): Promise<OpenModel> {
  return parts.config.embed.id.includes('/') ? openHubModel(parts, options) : openPackModel(parts, options);
}

async function openPackModel(parts: ModelParts, options: AbortOptions): Promise<OpenModel> {
  const { config, cache, runtime, openBatch } = parts;
  const pack = await PackSource.open(config.embed.id, config.modelsUrl, cache, runtime, options);
  const { manifest } = pack;
  const space = `${manifest.id}@${manifest.version}`;
  const [width, height] = manifest.image.size;
  const sessions = new PackSessions({
    manifest,
    files: pack,
    openSession: (role, bytes, signal) =>
      runtime.openSession(bytes, {
        name: `${space}/${partOf(manifest, role).file}`,
        signal,
        probe: () => createProbe(manifest, role, pack, { signal }),
      }),
  });
  const model = createPackModel({ sessions, imageBatch: await openBatch(space, 12 * width * height) });
  return { model, filesFor: (towers) => pack.filesFor(towers) };
}

async function openHubModel(parts: ModelParts, options: AbortOptions): Promise<OpenModel> {
  const { config, cache, runtime, transformers, openBatch } = parts;
  const { embed, hubUrl } = config;
  const source = new HubSource(embed, hubUrl, cache, runtime);
  const { backend } = await runtime.plan.get(options);
  const model = await createHubModel(
    {
      // A trial of both back ends would download two weight formats; a Hub model takes the GPU where there is one.
      request: {
        id: embed.id,
        revision: embed.revision,
        dtype: embed.dtype,
        backend: backend === 'wasm' ? 'wasm' : 'webgpu',
      },
      repository: source,
      transformers,
      lane: runtime.lane,
      openImageBatch: openBatch,
    },
    options,
  );
  return {
    model,
    filesFor: async (towers) => [
      ...filesOf(model.plan, towers).map(({ path, bytes }) => ({
        ...source.file(path),
        ...(bytes === undefined ? {} : { bytes }),
      })),
      await runtime.wasmFile(),
    ],
  };
}
