import type { RemoteFile } from '../../assets/file-cache.ts';
import type { AbortOptions } from '../../core/async/abort.ts';
import type { ModelTask } from '../../families/capabilities.ts';
import { HubModel, toModelInfo } from '../../families/hub/hub-model.ts';
import { filesOf, planHubModel } from '../../families/hub/hub-plan.ts';
import type { ModelRef } from '../model-types.ts';
import { fetchModelFiles } from '../fetch-model-files.ts';
import { costOfFiles } from '../model-cost.ts';
import type { ModelSource, SourceDeps } from '../model-source.ts';
import { HubSource } from './hub-source.ts';

/**
 * The model of a Hub repository. Reads its JSON files only.
 *
 * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
 */
export async function openHubSource(ref: ModelRef, deps: SourceDeps, options: AbortOptions): Promise<ModelSource> {
  const { config, cache, runtime, transformers, openBatch } = deps;
  const repository = new HubSource(ref, config.hubUrl, cache, runtime);
  const { backend } = await runtime.plan.get(options);
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

function towersOf(tasks: readonly ModelTask[]): readonly ('text' | 'image')[] {
  return [
    ...(tasks.includes('embed-text') ? (['text'] as const) : []),
    ...(tasks.includes('embed-image') ? (['image'] as const) : []),
  ];
}
