import type { AbortOptions } from '../../core/async/abort.ts';
import type { Lane } from '../../core/async/lane.ts';
import type { Transformers } from '../../runtime/transformers/transformers.ts';
import type { BatchSize } from '../batch-size.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { TwoTowerModel } from '../two-tower-model.ts';
import { toHubInfo } from './hub-info.ts';
import { HubLoader } from './hub-loader.ts';
import { planHubModel, type HubPlan, type HubRequest } from './hub-plan.ts';
import type { HubRepository } from './hub-repository.ts';

/** What a Hub model stands on; handed in by the worker. */
export interface HubModelParts {
  readonly request: HubRequest;
  readonly repository: HubRepository;
  /** transformers.js, loaded at the first use of a tower. */
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly lane: Lane;
  /** Batch size of pictures, remembered under `key` for inputs of so many bytes. */
  readonly openImageBatch: (key: string, bytesPerImage: number) => Promise<BatchSize>;
}

/** An embedding model of the Hub, with what was decided about its files. */
export interface HubModel extends EmbeddingModel {
  readonly plan: HubPlan;
}

/**
 * An embedding model out of a Hub repository. Reads its JSON files only; the towers load at their first use.
 *
 * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
 */
export async function createHubModel(parts: HubModelParts, options: AbortOptions = {}): Promise<HubModel> {
  const plan = await planHubModel(parts.request, parts.repository, options);
  const [width, height] = plan.image.size;
  const info = toHubInfo(plan);
  const imageBatch = await parts.openImageBatch(info.space, 12 * width * height);
  options.signal?.throwIfAborted();
  const model = new TwoTowerModel({
    info,
    image: plan.image,
    imageBatch,
    createLoader: (report) => new HubLoader(plan, parts, report),
  });
  return Object.assign(model, { plan });
}
