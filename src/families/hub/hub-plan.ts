import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { Backend } from '../../runtime/backend.ts';
import type { HubImageConfig, HubModelConfig, HubTokenizerConfig } from './hub-config.ts';
import { familyOf, type HubFamily, type TextRule } from './hub-families.ts';
import { chooseGraphs, type HubDtype, type HubFile, type HubGraphs } from './hub-graphs.ts';
import type { HubRepository } from './hub-repository.ts';
import { readJson } from './read-files.ts';
import { toImageSpec } from './to-image-spec.ts';

const tokenizerFile = 'tokenizer.json';

/** Which model, and how it is to run. */
export interface HubRequest {
  /** `owner/name`. */
  readonly id: string;
  /** @defaultValue 'main' */
  readonly revision?: string | undefined;
  /** @defaultValue q8 on WASM, fp32 on WebGPU, or the next best that the repository has */
  readonly dtype?: HubDtype | undefined;
  readonly backend: Backend;
}

/** All that is decided about a repository before anything big is downloaded. */
export interface HubPlan {
  readonly id: string;
  readonly revision: string;
  readonly backend: Backend;
  readonly family: HubFamily;
  readonly config: HubModelConfig;
  readonly tokenizerConfig: HubTokenizerConfig;
  readonly dims: number;
  readonly textRule: TextRule;
  readonly image: ImageSpec;
  readonly tokenizer: HubFile;
  readonly graphs: HubGraphs;
}

/**
 * Reads a repository's JSON files and decides what will be loaded.
 *
 * @throws OnsightError `unsupported-model` for a family, an image preparation or a weight format that is not there;
 *   `download-failed`, `not-cached-offline`
 */
export async function planHubModel(
  request: HubRequest,
  repository: HubRepository,
  options: AbortOptions = {},
): Promise<HubPlan> {
  const { id, revision = 'main', backend } = request;
  const [preprocessor, tokenizer] = await repository.sizes(['preprocessor_config.json', tokenizerFile], options);
  const imageFile = preprocessor === 'missing' ? 'processor_config.json' : 'preprocessor_config.json';
  const [config, tokenizerConfig, image] = await Promise.all([
    readJson(id, repository, 'config.json', options),
    readJson(id, repository, 'tokenizer_config.json', options),
    readImageConfig(id, repository, imageFile, options),
  ]);
  const family = familyOf(config, tokenizerConfig);
  if (family === undefined)
    throw new OnsightError('unsupported-model', {
      model: id,
      reason: `its model_type "${config.model_type}" is no embedding family that is known here (clip, siglip, chinese_clip, jina_clip)`,
    });
  if (tokenizer === 'missing')
    throw new OnsightError('unsupported-model', {
      model: id,
      reason: `there is no ${tokenizerFile} in its repository`,
    });
  return {
    id,
    revision,
    backend,
    family,
    config,
    tokenizerConfig,
    dims: family.dims(config),
    textRule: family.textRule(config, tokenizerConfig),
    image: toImageSpec(id, image),
    tokenizer: { path: tokenizerFile, bytes: tokenizer },
    graphs: await chooseGraphs(request, family, config, repository, options),
  };
}

async function readImageConfig(
  id: string,
  repository: HubRepository,
  file: 'preprocessor_config.json' | 'processor_config.json',
  options: AbortOptions,
): Promise<HubImageConfig> {
  if (file === 'preprocessor_config.json') return readJson(id, repository, file, options);
  return (await readJson(id, repository, file, options)).image_processor;
}

/** Every file that the towers need beside the small JSON files, each once. */
export function filesOf(plan: HubPlan, towers: readonly ('text' | 'image')[]): readonly HubFile[] {
  const files = towers.flatMap((tower) =>
    tower === 'text' ? [plan.tokenizer, ...plan.graphs.text.files] : plan.graphs.image.files,
  );
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
