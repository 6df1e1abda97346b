import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const tokenId = v.pipe(v.number(), v.integer(), v.minValue(0));
const sides = v.pipe(
  v.union([size, v.tuple([size, size])]),
  v.transform((value): readonly [height: number, width: number] =>
    typeof value === 'number' ? [value, value] : value,
  ),
);
// All of transformers' ACT2FN except `prelu` and `xielu`, which have weights.
const activation = v.picklist([
  ...(['gelu', 'gelu_10', 'gelu_accurate', 'gelu_fast', 'gelu_new', 'gelu_python', 'gelu_python_tanh'] as const),
  ...(['gelu_pytorch_tanh', 'hardswish', 'laplace', 'leaky_relu', 'linear', 'mish', 'quick_gelu', 'relu'] as const),
  ...(['relu2', 'relu6', 'sigmoid', 'silu', 'sqrtsoftplus', 'swish', 'tanh'] as const),
]);
const epsilon = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

// Missing fields have the defaults of Hugging Face's classes: transformers 5.23, models/blip/configuration_blip.py.
// Note the text heads: 8 there, while Salesforce's files all say 12.
const text = v.object({
  vocab_size: v.optional(size, 30524),
  hidden_size: v.optional(size, 768),
  intermediate_size: v.optional(size, 3072),
  num_hidden_layers: v.optional(size, 12),
  num_attention_heads: v.optional(size, 8),
  max_position_embeddings: v.optional(size, 512),
  hidden_act: v.optional(activation, 'gelu'),
  layer_norm_eps: v.optional(epsilon, 1e-12),
  bos_token_id: v.optional(tokenId, 30522),
  // Null if not stated: then the tokenizer's own.
  pad_token_id: v.optional(v.nullable(tokenId), 0),
  sep_token_id: v.optional(v.nullable(tokenId), 102),
});

const vision = v.object({
  hidden_size: v.optional(size, 768),
  intermediate_size: v.optional(size, 3072),
  num_hidden_layers: v.optional(size, 12),
  num_attention_heads: v.optional(size, 12),
  image_size: v.optional(sides, 384),
  patch_size: v.optional(sides, 16),
  hidden_act: v.optional(activation, 'gelu'),
  layer_norm_eps: v.optional(epsilon, 1e-5),
});

const schema = v.object({
  model_type: v.optional(v.string(), 'blip'),
  architectures: v.optional(v.nullable(v.array(v.string()))),
  image_text_hidden_size: v.optional(size, 256),
  text_config: v.optional(v.nullable(text), {}),
  vision_config: v.optional(v.nullable(vision), {}),
});

/** Activation functions by their Hugging Face names. */
export type Activation = v.InferOutput<typeof activation>;

export type TextConfig = v.InferOutput<typeof text>;
export interface VisionConfig extends v.InferOutput<typeof vision> {
  /** Rows of the position embedding: patches of an image of the model's size, plus the global state. */
  readonly positions: number;
}

/** Task of a BLIP checkpoint, named after its Hugging Face class. */
type Architecture = 'captioning' | 'questions' | 'retrieval';

/** The parts of a BLIP `config.json` that determine its graphs. */
export interface BlipConfig {
  readonly architecture: Architecture;
  readonly text: TextConfig;
  readonly vision: VisionConfig;
  /** Width of the joint space of images and texts (retrieval). */
  readonly jointSize: number;
}

const architectures: Readonly<Record<string, Architecture>> = {
  BlipForConditionalGeneration: 'captioning',
  BlipForQuestionAnswering: 'questions',
  BlipForImageTextRetrieval: 'retrieval',
};

/**
 * Parses a `config.json`.
 *
 * @param has - whether the checkpoint contains a tensor; used to infer a missing `architectures`
 * @throws OnsightError `unsupported-model` that names the field or the architecture
 */
export function parseBlipConfig(model: string, json: unknown, has: (tensor: string) => boolean): BlipConfig {
  const refuse = (reason: string): never => {
    throw new OnsightError('unsupported-model', { model, reason });
  };
  if (Array.isArray(json)) refuse('its config.json is a list');
  const type = typeof json === 'object' && json !== null && 'model_type' in json ? json.model_type : undefined;
  if (type !== undefined && type !== 'blip')
    refuse(
      `its config.json has model_type ${JSON.stringify(type)}; only "blip" checkpoints can be converted (captioning, questions, retrieval), not BLIP-2 or InstructBLIP`,
    );
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`its config.json is invalid at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const config = parsed.output;
  const textConfig = config.text_config ?? v.parse(text, {});
  const visionConfig = config.vision_config ?? v.parse(vision, {});
  const [name] = config.architectures ?? [];
  const architecture = name === undefined ? architectureOf(has) : architectures[name];
  if (architecture === undefined)
    return refuse(
      `its architecture is ${name ?? 'not stated'}; supported are ${Object.keys(architectures).join(', ')}`,
    );
  for (const [part, { hidden_size, num_attention_heads }] of [
    ['text', textConfig],
    ['vision', visionConfig],
  ] as const)
    if (hidden_size % num_attention_heads !== 0)
      refuse(`its ${part} width ${hidden_size} is not a multiple of its ${num_attention_heads} heads`);
  if (architecture === 'questions' && textConfig.hidden_size !== visionConfig.hidden_size)
    refuse(
      `its question states are ${textConfig.hidden_size} wide, but its decoder reads states of ${visionConfig.hidden_size}, ` +
        "the width of its images; question answering requires equal widths, as in Hugging Face's library",
    );
  const { bos_token_id: start, sep_token_id: end, vocab_size: words } = textConfig;
  if (architecture !== 'retrieval' && Math.max(start, end ?? 0) >= words)
    refuse(`its texts begin with token ${start} and end with ${end ?? 'none'}, but it has ${words} words`);
  return {
    architecture,
    text: textConfig,
    vision: { ...visionConfig, positions: patchCount(visionConfig) + 1 },
    jointSize: config.image_text_hidden_size,
  };
}

/** Patch grid of an image, `[columns, rows]`. */
export function patchGrid({
  image_size: [height, width],
  patch_size: [down, across],
}: Pick<VisionConfig, 'image_size' | 'patch_size'>): readonly [columns: number, rows: number] {
  return [Math.floor(width / across), Math.floor(height / down)];
}

/** Number of patches of an image. */
function patchCount(vision: Pick<VisionConfig, 'image_size' | 'patch_size'>): number {
  const [columns, rows] = patchGrid(vision);
  return columns * rows;
}

function architectureOf(has: (tensor: string) => boolean): Architecture | undefined {
  const decodes = has('text_decoder.bert.embeddings.word_embeddings.weight');
  if (has('itm_head.weight')) return 'retrieval';
  if (has('text_encoder.embeddings.word_embeddings.weight')) return decodes ? 'questions' : undefined;
  return decodes ? 'captioning' : undefined;
}
