import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { Backend } from '../../runtime/backend.ts';
import {
  type HubImageConfig,
  type HubModelConfig,
  type HubTokenizerConfig,
  type HubDeviceConfig,
  type HubJson,
  type HubJsonOf,
  parseHubJson,
} from './hub-config.ts';
import { familyOf, type HubFamily, type TextRule } from './hub-families.ts';
import type { HubFile, HubGraph } from './hub-graphs.ts';
import type { HubRepository } from './hub-repository.ts';
import { toImageSpec } from './to-image-spec.ts';
import type { ModelClass } from '../../runtime/transformers/transformers-module.ts';
import { readFiles } from './read-files.ts';

/** Weight formats, as transformers.js names them. */
type HubDtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** Graphs of a model in one weight format; the same object twice if one graph has both towers. */
interface HubGraphs {
  readonly dtype: HubDtype;
  readonly text: HubGraph;
  readonly image: HubGraph;
}

/** Suffixes of the files (`DEFAULT_DTYPE_SUFFIX_MAPPING` in transformers.js' utils/dtypes.js). */
const endings: Readonly<Record<HubDtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/**
 * Default format. Integer kernels are fast on WASM and slow on WebGPU; 4-bit formats are slower than float32 on WASM,
 * so they are never a default.
 */
export const preferredDtypes: Readonly<Record<Backend, readonly HubDtype[]>> = {
  wasm: ['q8', 'int8', 'uint8', 'fp32', 'fp16'],
  webgpu: ['fp32', 'fp16', 'q4f16', 'q4', 'q8'],
};

const tokenizerFile = 'tokenizer.json';

/** A model and how to run it. */
export interface HubRequest {
  /** `owner/name`. */
  readonly id: string;
  /** @defaultValue 'main' */
  readonly revision?: string | undefined;
  /** @defaultValue q8 on WASM, fp32 on WebGPU, or the next best in the repository */
  readonly dtype?: HubDtype | undefined;
  readonly backend: Backend;
}

/** Decisions about a repository before large downloads. */
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
 * Reads a repository's JSON files and decides what to load.
 *
 * @throws OnsightError `unsupported-model` for an unknown family, image preparation or weight format;
 * `download-failed`, `not-cached-offline`
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

/** Every file that the towers need besides the small JSON files, each once. */
export function filesOf(plan: HubPlan, towers: readonly ('text' | 'image')[]): readonly HubFile[] {
  const files = towers.flatMap((tower) =>
    tower === 'text' ? [plan.tokenizer, ...plan.graphs.text.files] : plan.graphs.image.files,
  );
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/**
 * Finds the graphs in the requested weight format, or in the best available one.
 *
 * @throws OnsightError `unsupported-model` when there are none
 */
async function chooseGraphs(
  request: { readonly id: string; readonly dtype?: HubDtype | undefined; readonly backend: Backend },
  family: HubFamily,
  config: HubModelConfig,
  repository: HubRepository,
  options: AbortOptions,
): Promise<HubGraphs> {
  const { id, dtype, backend } = request;
  const ofRepository = jsConfig(config, backend).dtype;
  const own = typeof ofRepository === 'string' && ofRepository in endings ? [ofRepository as HubDtype] : [];
  const wanted = dtype === undefined ? [...new Set([...own, ...preferredDtypes[backend]])] : [dtype];
  for (const each of wanted) {
    const graphs = await findGraphs(each, backend, family, config, repository, options);
    if (graphs !== undefined) return graphs;
  }
  const reason = `it has no ONNX graphs of its towers in the format ${wanted.join(', ')} (onnx/*${endings[wanted[0] ?? 'fp32']}.onnx)`;
  throw new OnsightError('unsupported-model', { model: id, reason });
}

/** The repository's settings for transformers.js, those for the device on top, as its session.js merges them. */
function jsConfig(config: HubModelConfig, backend: Backend): HubDeviceConfig {
  const { device_config, ...settings } = config['transformers.js_config'] ?? {};
  return { ...settings, ...device_config?.[backend] };
}

async function findGraphs(
  dtype: HubDtype,
  backend: Backend,
  { classes }: HubFamily,
  config: HubModelConfig,
  repository: HubRepository,
  options: AbortOptions,
): Promise<HubGraphs | undefined> {
  const find = async (fileName: string, modelClass: ModelClass): Promise<HubGraph | undefined> => {
    const files = await findGraphFiles({ fileName, dtype, backend }, config, repository, options);
    return files && { modelClass, fileName, files };
  };
  if (classes.text !== undefined && classes.image !== undefined) {
    const [text, image] = await Promise.all([find('text_model', classes.text), find('vision_model', classes.image)]);
    if (text !== undefined && image !== undefined) return { dtype, text, image };
  }
  const joint = await find('model', classes.joint);
  return joint && { dtype, text: joint, image: joint };
}

/** A graph and its files of external data in one weight format; undefined if the repository lacks one of them. */
export async function findGraphFiles(
  { fileName, dtype, backend }: { fileName: string; dtype: HubDtype; backend: Backend },
  config: HubModelConfig,
  repository: HubRepository,
  options: AbortOptions,
): Promise<readonly HubFile[] | undefined> {
  const graph = `${fileName}${endings[dtype]}.onnx`;
  const paths = [graph, ...externalData(jsConfig(config, backend), fileName, graph)].map((file) => `onnx/${file}`);
  const sizes = await repository.sizes(paths, options);
  const files = paths.map((path, index) => ({ path, bytes: sizes[index] }));
  const present = files.flatMap(({ path, bytes }) => (bytes === 'missing' ? [] : [{ path, bytes }]));
  // A graph without its data is unusable: transformers.js would wait for the missing file forever.
  return present.length === files.length ? present : undefined;
}

/** Names of a graph's files of external data, as transformers.js derives them (utils/model-loader.js). */
function externalData(config: HubDeviceConfig, fileName: string, graph: string): readonly string[] {
  const setting = config.use_external_data_format ?? false;
  const chunks = typeof setting === 'object' ? (setting[graph] ?? setting[fileName] ?? false) : setting;
  return Array.from({ length: Number(chunks) }, (_, chunk) => `${graph}_data${chunk === 0 ? '' : `_${String(chunk)}`}`);
}

/** Reads and checks one small JSON file. @throws OnsightError `unsupported-model` */
async function readJson<F extends HubJson>(
  model: string,
  repository: HubRepository,
  file: F,
  options: AbortOptions,
): Promise<HubJsonOf<F>> {
  const [blob = new Blob()] = await readFiles(model, repository, [file], options);
  return parseHubJson(model, file, blob);
}
