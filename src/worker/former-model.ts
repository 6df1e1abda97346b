import type { AbortOptions } from '../core/async/abort.ts';
import type { EmbeddingModel } from '../families/embedding-model.ts';
import type { ModelRef } from '../sources/model-types.ts';
import { openFormerPack, type ModelParts, type OpenModel } from '../sources/model-source.ts';

/** A model that libraries were made with, as far as it is still on this device. */
export interface FormerModel {
  readonly embedding: EmbeddingModel;
  /** Whether its image tower is here as well as its text tower. */
  readonly embedsImages: boolean;
}

/**
 * Opens the model of an embedding space for searching what it embedded. Nothing of it is downloaded but the runtime.
 *
 * @returns undefined when its text tower is not on this device
 */
export async function openFormerModel(
  space: string,
  parts: ModelParts,
  open: (ref: ModelRef, options: AbortOptions) => Promise<OpenModel>,
  options: AbortOptions,
): Promise<FormerModel | undefined> {
  const candidates = [() => openFormerPack(space, parts), ...refsOf(space).map((ref) => () => open(ref, options))];
  for (const candidate of candidates) {
    try {
      const model = await candidate();
      if (model?.embedding?.info.space !== space || !(await isStored(model, 'embed-text', parts, options))) continue;
      const embedsImages = await isStored(model, 'embed-image', parts, options);
      return { embedding: model.embedding, embedsImages };
    } catch {
      // What cannot be opened without a network is not here.
      options.signal?.throwIfAborted();
    }
  }
  return undefined;
}

/** What a model of a space may have been opened by: `id@version` of a pack, `id@revision/dtype` of a Hub model. */
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

/** Whether a task needs no download but that of ORT's wasm, which the other model needs as well. */
async function isStored(
  model: OpenModel,
  task: 'embed-text' | 'embed-image',
  { cache, runtime }: ModelParts,
  options: AbortOptions,
): Promise<boolean> {
  const { totalBytes, storedBytes } = await model.cost([task], options);
  const wasm = await runtime.wasmFile();
  const [hasWasm = false] = await cache.stored([wasm]);
  return totalBytes - storedBytes <= (hasWasm ? 0 : (wasm.bytes ?? 0));
}
