import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const optionalCount = v.nullish(count);
const externalData = v.union([v.boolean(), v.pipe(v.number(), v.integer(), v.minValue(0))]);

const forOneDevice = {
  dtype: v.nullish(v.union([v.string(), v.record(v.string(), v.string())])),
  use_external_data_format: v.nullish(v.union([externalData, v.record(v.string(), externalData)])),
};

const deviceConfig = v.object(forOneDevice);

const transformersJs = v.looseObject({
  ...forOneDevice,
  device_config: v.nullish(v.record(v.string(), deviceConfig)),
});

const tower = v.looseObject({
  model_type: v.nullish(v.string()),
  hidden_size: optionalCount,
  projection_size: optionalCount,
  embed_dim: optionalCount,
  max_position_embeddings: optionalCount,
  patch_size: v.nullish(v.union([count, v.array(count)])),
  image_size: v.nullish(v.union([count, v.array(count)])),
});

const modelConfig = v.looseObject({
  model_type: v.string(),
  projection_dim: optionalCount,
  text_config: v.nullish(tower),
  vision_config: v.nullish(tower),
  'transformers.js_config': v.nullish(transformersJs),
});

const tokenizerConfig = v.looseObject({
  tokenizer_class: v.nullish(v.string()),
  // Tokenizers without a limit write 1e30.
  model_max_length: v.nullish(v.number()),
  padding_side: v.nullish(v.string()),
});

const numbers = v.array(v.number());
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));
const size = v.union([
  side,
  v.object({ height: side, width: side }),
  v.object({ shortest_edge: side }),
  v.tuple([side, side]),
]);

const imageConfig = v.looseObject({
  image_processor_type: v.nullish(v.string()),
  feature_extractor_type: v.nullish(v.string()),
  do_resize: v.nullish(v.boolean()),
  size: v.nullish(size),
  crop_size: v.nullish(size),
  do_center_crop: v.nullish(v.boolean()),
  resample: v.nullish(v.union([v.number(), v.string()])),
  do_rescale: v.nullish(v.boolean()),
  rescale_factor: v.nullish(v.number()),
  do_normalize: v.nullish(v.boolean()),
  image_mean: v.nullish(v.union([v.number(), numbers])),
  image_std: v.nullish(v.union([v.number(), numbers])),
  do_pad: v.nullish(v.boolean()),
  // jina-clip uses its own names (processing_clip.py of jinaai/jina-clip-implementation).
  resize_mode: v.nullish(v.string()),
  interpolation: v.nullish(v.string()),
  mean: v.nullish(v.union([v.number(), numbers])),
  std: v.nullish(v.union([v.number(), numbers])),
});

/** Fields of `config.json` that are used here. */
export type HubModelConfig = v.InferOutput<typeof modelConfig>;
/** The repository's settings for transformers.js, for one device. */
export type HubDeviceConfig = v.InferOutput<typeof deviceConfig>;
/** Fields of `tokenizer_config.json` that are used here. */
export type HubTokenizerConfig = v.InferOutput<typeof tokenizerConfig>;
/** Fields of `preprocessor_config.json` that are used here. */
export type HubImageConfig = v.InferOutput<typeof imageConfig>;
/** `size` and `crop_size` in their four notations. */
export type HubSize = v.InferOutput<typeof size>;

const schemas = {
  'config.json': modelConfig,
  'tokenizer_config.json': tokenizerConfig,
  'tokenizer.json': v.looseObject({}),
  'preprocessor_config.json': imageConfig,
  'processor_config.json': v.looseObject({ image_processor: imageConfig }),
} as const;

/** JSON files of a repository that are read. */
export type HubJson = keyof typeof schemas;
/** Content of one of them. */
export type HubJsonOf<F extends HubJson> = v.InferOutput<(typeof schemas)[F]>;

/**
 * Reads one of a repository's JSON files.
 *
 * @throws OnsightError `unsupported-model` naming the file and the invalid field
 */
export async function parseHubJson<F extends HubJson>(model: string, file: F, blob: Blob): Promise<HubJsonOf<F>> {
  let json: unknown;
  try {
    json = JSON.parse(await blob.text());
  } catch (cause) {
    throw new OnsightError('unsupported-model', { model, reason: `its ${file} is not JSON` }, { cause });
  }
  const parsed = v.safeParse(schemas[file], json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const reason = `its ${file} does not fit at "${v.getDotPath(issue) ?? ''}": ${issue.message}`;
    throw new OnsightError('unsupported-model', { model, reason });
  }
  return parsed.output;
}
