import type { AbortOptions } from '../../core/async/abort.ts';
import type { Lane } from '../../core/async/lane.ts';
import type { Transformers } from '../../runtime/transformers/transformers.ts';
import type { BatchSize } from '../batch-size.ts';
import type { Admit, CapabilityOptions, ModelInfo, ModelTask, OpenModel } from '../capabilities.ts';
import { LazyImageEmbedder } from '../image-embedder.ts';
import { LoadListeners } from '../load-listeners.ts';
import { LazyTextEmbedder } from '../text-embedder.ts';
import { HubLoader } from './hub-loader.ts';
import type { HubPlan } from './hub-plan.ts';
import type { HubRepository } from './hub-repository.ts';
import { type EmbeddingModelInfo, firstOf } from '../embedding-model.ts';
import { hubPresets } from './hub-presets.ts';

/** Zero-shot prompts (OpenAI's and Chinese-CLIP's simplest ones), for the languages listed here. */
const templates: Readonly<Record<string, readonly string[]>> = {
  en: ['a photo of a {}.', 'a photo of {}.', '{}'],
  zh: ['一张{}的照片。', '一张{}的图片。', '{}'],
};

/** Dependencies of a {@link HubModel}. */
interface HubModelDeps {
  readonly repository: HubRepository;
  /** transformers.js, loaded when a tower is first used. */
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly lane: Lane;
  readonly imageBatch: BatchSize;
  readonly admit: Admit;
}

/** An embedding model of the Hub. The towers load when first used. */
export class HubModel implements OpenModel {
  readonly info: ModelInfo;
  readonly capabilities: {
    readonly 'encode:text': LazyTextEmbedder;
    readonly 'encode:image': LazyImageEmbedder;
  };
  readonly #loader: HubLoader;

  constructor(plan: HubPlan, deps: HubModelDeps) {
    this.info = toModelInfo(plan);
    const listeners = new LoadListeners();
    const loader = new HubLoader(plan, deps, listeners.report);
    const info = toHubInfo(plan);
    this.#loader = loader;
    this.capabilities = {
      'encode:text': new LazyTextEmbedder({
        info,
        listeners,
        loadTower: (signal) => loader.loadText(signal),
        loadWords: (signal) => loader.loadWords(signal),
      }),
      'encode:image': new LazyImageEmbedder({
        info,
        image: plan.image,
        batchSize: deps.imageBatch,
        listeners,
        loadTower: (signal) => loader.loadImage(signal),
      }),
    };
  }

  get bytes(): number {
    return this.#loader.bytes;
  }

  async prepare(tasks: readonly ModelTask[], options: CapabilityOptions = {}): Promise<void> {
    if (tasks.includes('embed-text')) await this.capabilities['encode:text'].prepare(options);
    if (tasks.includes('embed-image')) await this.capabilities['encode:image'].prepare(options);
  }

  async dispose(): Promise<void> {
    await Promise.all(Object.values(this.capabilities).map((capability) => capability.dispose()));
    await this.#loader.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** Description of the model of a plan. */
export function toModelInfo(plan: HubPlan): ModelInfo {
  const embedding = toHubInfo(plan);
  const { id, name, licence, languages } = embedding;
  return {
    id,
    name,
    licence,
    tasks: ['embed-text', 'embed-image'],
    languages: { 'embed-text': languages },
    embedding,
  };
}

/** Description of a Hub model: a preset's figures, or the family's defaults. */
function toHubInfo(plan: HubPlan): EmbeddingModelInfo {
  const { id, revision, family, dims, graphs } = plan;
  const preset = hubPresets.find((each) => each.id === id);
  const languages = preset?.languages ?? family.languages;
  const own = Object.fromEntries(Object.entries(templates).filter(([language]) => languages.includes(language)));
  return {
    space: `${id}@${revision}/${graphs.dtype}`,
    id,
    name: preset?.name ?? id,
    licence: preset?.licence ?? 'see the model card',
    dims,
    languages,
    logitScale: preset?.logitScale ?? family.logitScale,
    relevance: preset?.relevance ?? family.relevance,
    isCalibrated: preset?.relevance !== undefined,
    templates: own,
    queryTemplates: firstOf(own),
  };
}
