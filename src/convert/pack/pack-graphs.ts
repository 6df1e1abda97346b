import type { BlipConfig } from '../checkpoint/blip-config.ts';
import type { CheckpointWeights } from '../checkpoint/checkpoint-weights.ts';
import { type GraphContext, linear, firstState, unitLength } from '../graph/layers.ts';
import { textDecoder, textDecoderCross, type WordHead } from '../graph/text-decoder.ts';
import { visionEncoder } from '../graph/vision-encoder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { GraphBuilder, type Graph, type Value } from '../onnx/graph-builder.ts';
import { modelWeights, type PackDtype, type TargetBackend } from '../weights/number-format.ts';
import { meanAttention } from '../graph/attention.ts';
import { additiveMask, sizeOf } from '../graph/masks.ts';
import { tokenEmbeddings, keyValue, textAttention, textMlp } from '../graph/text-layers.ts';

/** A graph whose number formats may turn out to be too coarse. */
export interface Widenable {
  /** All weights in the formats of the dtype. */
  readonly graph: Graph;
  /** The same graph with the jobs in `coarse` in wider formats. */
  readonly widened: (coarse: CoarseJobs) => Graph;
}

/** A part of a pack: its role (docs/model-format.md), the names of its tensors, and its graph. */
export interface PackGraph extends Widenable {
  readonly role: string;
  readonly in: Readonly<Record<string, string>>;
  readonly out: Readonly<Record<string, string>>;
}

/** Inputs for building the graphs of a pack. */
interface PackGraphSource {
  readonly config: BlipConfig;
  readonly checkpoint: CheckpointWeights;
  /** Undefined if the checkpoint has no decoder. */
  readonly head: WordHead | undefined;
  /** Replacement for ids without a word, if the tokenizer has any. */
  readonly unknown: number | undefined;
  readonly dtype: PackDtype;
  readonly backend: TargetBackend;
}

const text = { ids: 'input_ids', mask: 'attention_mask' };
const heat = { attention: 'cross_attention' };

/**
 * Builds the graphs of an architecture.
 *
 * @throws OnsightError `unsupported-model` if the weights do not match the config
 */
export function packGraphs(source: PackGraphSource): readonly PackGraph[] {
  const { config, head } = source;
  const { checkpoint, unknown } = source;
  const graph = (name: string, build: (context: GraphContext) => void): Widenable => {
    const widened = (coarse: CoarseJobs): Graph => {
      const g = new GraphBuilder(name);
      build({ g, checkpoint, unknown, weights: modelWeights(g, source, coarse) });
      return g.build();
    };
    return { graph: widened(new Set()), widened };
  };
  const retrieval = config.architecture === 'retrieval';
  const graphs: PackGraph[] = [
    {
      role: 'vision_encoder',
      in: { pixels: 'pixel_values' },
      out: { states: 'image_states', ...(retrieval && { embeds: 'image_embeds' }) },
      ...graph('vision_encoder', (context) => visionEncoder(context, config)),
    },
  ];
  if (retrieval)
    graphs.push({
      role: 'text_model',
      in: text,
      out: { embeds: 'text_embeds' },
      ...graph('text_model', (context) => textModel(context, config)),
    });
  if (config.architecture !== 'captioning')
    graphs.push({
      role: 'text_encoder',
      in: { ...text, states: 'image_states' },
      out: { states: 'last_hidden_state', ...(retrieval && { match: 'itm_logits' }), ...heat },
      ...graph('text_encoder', (context) => textEncoder(context, config)),
    });
  if (head !== undefined) {
    graphs.push({
      role: 'text_decoder_cross',
      in: { states: 'encoder_states' },
      out: { key: 'cross.{l}.key', value: 'cross.{l}.value' },
      ...graph('text_decoder_cross', (context) => textDecoderCross(context, config)),
    });
    graphs.push({
      role: 'text_decoder',
      in: {
        ids: 'input_ids',
        statesMask: 'encoder_attention_mask',
        pastKey: 'past.{l}.key',
        pastValue: 'past.{l}.value',
        crossKey: 'cross.{l}.key',
        crossValue: 'cross.{l}.value',
      },
      out: { logits: 'logits', ...heat, presentKey: 'present.{l}.key', presentValue: 'present.{l}.value' },
      ...graph('text_decoder', (context) => textDecoder(context, config, head)),
    });
  }
  return graphs;
}

/** Text encoder with cross-attention to an image: states of a question, and match logits in retrieval. */
function textEncoder(context: GraphContext, config: BlipConfig): void {
  const { g } = context;
  const { text, vision } = config;
  const { ids, mask } = textInputs(context);
  const images = g.floatInput('image_states', ['states_batch', 'states', vision.hidden_size]);
  const { states, looked } = encode(context, config, ids, mask, images);
  if (config.architecture === 'retrieval') {
    const logits = linear(context, firstState(g, states), 'itm_head', text.hidden_size, 2, 'head');
    g.output('itm_logits', logits, ['batch', 2]);
  }
  g.output('last_hidden_state', states, ['batch', 'tokens', text.hidden_size]);
  g.output('cross_attention', meanAttention(g, looked), ['batch', 'tokens', 'states']);
}

/** Text encoder without an image: the embedding in the joint space. */
function textModel(context: GraphContext, config: BlipConfig): void {
  const { g } = context;
  const { ids, mask } = textInputs(context);
  const { states } = encode(context, config, ids, mask);
  const projected = linear(
    context,
    firstState(g, states),
    'text_proj',
    config.text.hidden_size,
    config.jointSize,
    'head',
  );
  g.output('text_embeds', unitLength(g, projected), ['batch', config.jointSize]);
}

function textInputs({ g }: GraphContext): { readonly ids: Value; readonly mask: Value } {
  return { ids: g.idsInput('input_ids', ['batch', 'tokens']), mask: g.idsInput('attention_mask', ['batch', 'tokens']) };
}

/** BERT, with cross-attention to images in each layer if given (modeling_blip_text.py, `BlipTextModel`). */
function encode(
  context: GraphContext,
  { text, vision }: BlipConfig,
  ids: Value,
  ones: Value,
  images?: Value,
): { readonly states: Value; readonly looked: readonly Value[] } {
  const { g, checkpoint } = context;
  const mask = additiveMask(g, ones);
  const positions = g.op('Range', [g.int(0), sizeOf(g, ids, 1), g.int(1)]);
  const name = 'text_encoder.embeddings';
  const table = checkpoint.take(`${name}.word_embeddings.weight`, [text.vocab_size, text.hidden_size]);
  let x = tokenEmbeddings(context, { ids, positions, table }, name, text);
  const looked: Value[] = [];
  for (let layer = 0; layer < text.num_hidden_layers; layer += 1) {
    const name = `text_encoder.encoder.layer.${String(layer)}`;
    const own = keyValue(context, x, `${name}.attention`, text.hidden_size, text);
    x = textAttention(context, x, own, `${name}.attention`, text, mask).states;
    if (images !== undefined) {
      const seen = keyValue(context, images, `${name}.crossattention`, vision.hidden_size, text);
      const { states, probabilities } = textAttention(context, x, seen, `${name}.crossattention`, text, undefined);
      looked.push(probabilities);
      x = states;
    }
    x = textMlp(context, x, name, text);
  }
  return { states: x, looked };
}
