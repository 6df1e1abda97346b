import type { BlipConfig } from '../checkpoint/blip-config.ts';
import type { Value } from '../onnx/graph-builder.ts';
import { meanAttention } from './attention.ts';
import { firstState, linear, normalize, type GraphContext } from './layers.ts';
import { additiveMask, sizeOf } from './masks.ts';
import { embedTokens, keyValue, textAttention, textMlp } from './text-layers.ts';

/** Text encoder with cross-attention to an image: states of a question, and match logits in retrieval. */
export function textEncoder(context: GraphContext, config: BlipConfig): void {
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
export function textModel(context: GraphContext, config: BlipConfig): void {
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
  g.output('text_embeds', normalize(g, projected), ['batch', config.jointSize]);
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
  let x = embedTokens(context, { ids, positions, table }, name, text);
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
