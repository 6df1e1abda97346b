import type { AbortOptions } from '../core/async/abort.ts';
import type { ModelRef } from '../sources/model-types.ts';
import { openFormerSource, type ModelSource, type SourceDeps } from '../sources/model-source.ts';
import { ModelHandle } from './model-handle.ts';
import type { OpenModels } from './open-models.ts';

/** A former model of libraries, as far as it is still on this device. */
export interface FormerModel {
  readonly handle: ModelHandle;
  /** True if its image encoder is here as well as its text encoder. */
  readonly embedsImages: boolean;
}

/** Options of {@link openFormerModel}. */
interface FormerModelOptions extends AbortOptions {
  readonly models: OpenModels;
  readonly handle: (ref: ModelRef, options: AbortOptions) => Promise<ModelHandle>;
}

/**
 * Finds the model of an embedding space, to search what it embedded. Downloads nothing but the runtime.
 *
 * @returns undefined if its text encoder is not on this device
 */
export async function openFormerModel(
  space: string,
  deps: SourceDeps,
  { models, handle, signal }: FormerModelOptions,
): Promise<FormerModel | undefined> {
  const candidates = [
    async (): Promise<ModelHandle | undefined> => {
      const source = await openFormerSource(space, deps);
      return source && new ModelHandle(`former/${space}`, source, models);
    },
    ...refsOf(space).map((ref) => () => handle(ref, { signal })),
  ];
  for (const candidate of candidates) {
    try {
      const model = await candidate();
      if (model?.info.embedding?.space !== space) continue;
      if (!(await isStored(model.source, 'embed-text', deps, { signal }))) continue;
      const embedsImages = model.has('encode:image') && (await isStored(model.source, 'embed-image', deps, { signal }));
      return { handle: model, embedsImages };
    } catch {
      // A model that cannot be opened without a network is not on this device.
      signal?.throwIfAborted();
    }
  }
  return undefined;
}

/** References that may lead to a space: `id@version` of a pack, `id@revision/dtype` of a Hub model. */
function refsOf(space: string): readonly ModelRef[] {
  const at = space.lastIndexOf('@');
  const id = space.slice(0, at);
  if (at <= 0) return [];
  const version = space.slice(at + 1);
  const slash = version.lastIndexOf('/');
  if (slash < 0) return [{ id }];
  const dtype = version.slice(slash + 1) as NonNullable<ModelRef['dtype']>; // as hub-info.ts wrote it
  return [{ id, revision: version.slice(0, slash), dtype }, { id }];
}

/** True if a task needs no download except ORT's wasm, which the other model needs as well. */
async function isStored(
  source: ModelSource,
  task: 'embed-text' | 'embed-image',
  { cache, runtime }: SourceDeps,
  options: AbortOptions,
): Promise<boolean> {
  const { totalBytes, storedBytes } = await source.cost([task], options);
  const wasm = await runtime.wasmFile();
  const [hasWasm = false] = await cache.stored([wasm]);
  return totalBytes - storedBytes <= (hasWasm ? 0 : (wasm.bytes ?? 0));
}
