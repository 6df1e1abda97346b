import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Backend } from '../../runtime/backend.ts';
import type { ModelClass } from '../../runtime/transformers/transformers-module.ts';
import type { HubDeviceConfig, HubModelConfig } from './hub-config.ts';
import type { HubFamily } from './hub-families.ts';
import type { HubRepository } from './hub-repository.ts';

/** Weight formats, as transformers.js names them. */
export type HubDtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** A file and its size; undefined where the server does not tell it. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number | undefined;
}

/** One graph of a repository. */
export interface HubGraph {
  readonly modelClass: ModelClass;
  /** `text_model` of `onnx/text_model_quantized.onnx`. */
  readonly fileName: string;
  /** The graph and its files of external data. */
  readonly files: readonly HubFile[];
}

/** The graphs of a model in one weight format; the same object twice where one graph holds both towers. */
export interface HubGraphs {
  readonly dtype: HubDtype;
  readonly text: HubGraph;
  readonly image: HubGraph;
}

/** Endings of the files (`DEFAULT_DTYPE_SUFFIX_MAPPING` in transformers.js' utils/dtypes.js). */
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
 * What is taken when the caller names no format. Integer kernels are the fast ones of WASM and the slow ones of WebGPU;
 * 4-bit formats are slower than float32 on WASM, so that nobody gets them unasked.
 */
const preferred: Readonly<Record<Backend, readonly HubDtype[]>> = {
  wasm: ['q8', 'int8', 'uint8', 'fp32', 'fp16'],
  webgpu: ['fp32', 'fp16', 'q4f16', 'q4', 'q8'],
};

/**
 * Finds the graphs in the wanted weight format, or in the best format that is there.
 *
 * @throws OnsightError `unsupported-model` when there are none
 */
export async function chooseGraphs(
  request: { readonly id: string; readonly dtype?: HubDtype | undefined; readonly backend: Backend },
  family: HubFamily,
  config: HubModelConfig,
  repository: HubRepository,
  options: AbortOptions,
): Promise<HubGraphs> {
  const { id, dtype, backend } = request;
  const ofRepository = jsConfig(config, backend).dtype;
  const own = typeof ofRepository === 'string' && ofRepository in endings ? [ofRepository as HubDtype] : [];
  const wanted = dtype === undefined ? [...new Set([...own, ...preferred[backend]])] : [dtype];
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
  const find = (fileName: string, modelClass: ModelClass): Promise<HubGraph | undefined> =>
    findGraph({ fileName, modelClass, dtype }, jsConfig(config, backend), repository, options);
  if (classes.text !== undefined && classes.image !== undefined) {
    const [text, image] = await Promise.all([find('text_model', classes.text), find('vision_model', classes.image)]);
    if (text !== undefined && image !== undefined) return { dtype, text, image };
  }
  const joint = await find('model', classes.joint);
  return joint && { dtype, text: joint, image: joint };
}

async function findGraph(
  { fileName, modelClass, dtype }: { fileName: string; modelClass: ModelClass; dtype: HubDtype },
  config: HubDeviceConfig,
  repository: HubRepository,
  options: AbortOptions,
): Promise<HubGraph | undefined> {
  const graph = `${fileName}${endings[dtype]}.onnx`;
  const paths = [graph, ...externalData(config, fileName, graph)].map((file) => `onnx/${file}`);
  const sizes = await repository.sizes(paths, options);
  const files = paths.map((path, index) => ({ path, bytes: sizes[index] }));
  const present = files.flatMap(({ path, bytes }) => (bytes === 'missing' ? [] : [{ path, bytes }]));
  // A graph without its data is no graph: transformers.js would wait for the missing file for ever.
  return present.length === files.length ? { modelClass, fileName, files: present } : undefined;
}

/** Names of a graph's files of external data, as transformers.js derives them (utils/model-loader.js). */
function externalData(config: HubDeviceConfig, fileName: string, graph: string): readonly string[] {
  const setting = config.use_external_data_format ?? false;
  const chunks = typeof setting === 'object' ? (setting[graph] ?? setting[fileName] ?? false) : setting;
  return Array.from({ length: Number(chunks) }, (_, chunk) => `${graph}_data${chunk === 0 ? '' : `_${String(chunk)}`}`);
}
