import type { BlipConfig } from '../checkpoint/blip-config.ts';
import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import type { Value } from '../onnx/graph-builder.ts';
import { activation } from './activation.ts';
import { meanAttention } from './attention.ts';
import { layerNorm, linear, type GraphContext } from './layers.ts';
import { additiveMask, causal, sizeOf } from './masks.ts';
import { tokenEmbeddings, keyValue, textAttention, textMlp } from './text-layers.ts';

/** Word embedding of a decoder, and its last layer's rows (often the same tensor) and bias. */
export interface WordHead {
  readonly embedding: SourceTensor;
  readonly table: SourceTensor;
  readonly bias: SourceTensor;
}

const name = 'text_decoder.bert';

/** Cross-attention keys and values for each layer from an image or a question, computed once for all tokens. */
export function textDecoderCross(context: GraphContext, { text, vision }: BlipConfig): void {
  const { g } = context;
  const states = g.floatInput('encoder_states', ['batch', 'states', vision.hidden_size]);
  const { hidden_size: width, num_attention_heads: heads } = text;
  for (let layer = 0; layer < text.num_hidden_layers; layer += 1) {
    const attention = `${name}.encoder.layer.${String(layer)}.crossattention`;
    const { key, value } = keyValue(context, states, attention, vision.hidden_size, text);
    g.output(`cross.${String(layer)}.key`, key, ['batch', heads, 'states', width / heads]);
    g.output(`cross.${String(layer)}.value`, value, ['batch', heads, 'states', width / heads]);
  }
}

/** One step of the decoder with its key-value cache (modeling_blip_text.py, `BlipTextLMHeadModel`). */
export function textDecoder(context: GraphContext, { text }: BlipConfig, head: WordHead): void {
  const { g } = context;
  const { hidden_size: width, num_attention_heads: heads } = text;
  const ids = g.idsInput('input_ids', ['batch', 'tokens']);
  const crossMask = additiveMask(g, g.idsInput('encoder_attention_mask', ['states_batch', 'states']));
  const keyValueInput = (kind: string, layer: number, batch: string, length: string): ReturnType<typeof keyValue> => {
    const input = (part: string): Value =>
      g.floatInput(`${kind}.${String(layer)}.${part}`, [batch, heads, length, width / heads]);
    return { key: input('key'), value: input('value') };
  };
  const layers = Array.from({ length: text.num_hidden_layers }, (_, layer) => ({
    layer,
    past: keyValueInput('past', layer, 'batch', 'past'),
    cross: keyValueInput('cross', layer, 'states_batch', 'states'),
  }));
  const { positions, mask } = causal(g, sizeOf(g, layers[0]?.past.key ?? '', 2), sizeOf(g, ids, 1));
  let x = tokenEmbeddings(context, { ids, positions, table: head.embedding }, `${name}.embeddings`, text);
  const looked: Value[] = [];
  for (const { layer, past, cross } of layers) {
    const layerName = `${name}.encoder.layer.${String(layer)}`;
    const own = keyValue(context, x, `${layerName}.attention`, width, text);
    const present = {
      key: g.op('Concat', [past.key, own.key], { axis: 2 }),
      value: g.op('Concat', [past.value, own.value], { axis: 2 }),
    };
    g.output(`present.${String(layer)}.key`, present.key, ['batch', heads, 'total', width / heads]);
    g.output(`present.${String(layer)}.value`, present.value, ['batch', heads, 'total', width / heads]);
    const self = textAttention(context, x, present, `${layerName}.attention`, text, mask);
    const other = textAttention(context, self.states, cross, `${layerName}.crossattention`, text, crossMask);
    looked.push(other.probabilities);
    x = textMlp(context, other.states, layerName, text);
  }
  g.output('logits', wordLogits(context, x, text, head), ['batch', 'tokens', text.vocab_size]);
  g.output('cross_attention', meanAttention(g, looked), ['batch', 'tokens', 'states']);
}

function wordLogits(context: GraphContext, x: Value, text: BlipConfig['text'], { table, bias }: WordHead): Value {
  const { hidden_size: width } = text;
  const transform = 'text_decoder.cls.predictions.transform';
  const dense = activation(context.g, text.hidden_act, linear(context, x, `${transform}.dense`, width, width, 'head'));
  const normed = layerNorm(context, dense, `${transform}.LayerNorm`, width, text.layer_norm_eps);
  return context.weights.project(normed, table, bias);
}
