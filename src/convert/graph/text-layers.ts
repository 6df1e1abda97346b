import type { TextConfig } from '../checkpoint/blip-config.ts';
import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import type { Value } from '../onnx/graph-builder.ts';
import { attend, splitHeads } from './attention.ts';
import { layerNorm, linear, mlp, type GraphContext } from './layers.ts';

/** Keys and values of one attention, split into heads: [B,H,S,W]. */
interface KeyValue {
  readonly key: Value;
  readonly value: Value;
}

/** Token ids [B,T], their positions [T], and the word embedding. */
interface Tokens {
  readonly ids: Value;
  readonly positions: Value;
  readonly table: SourceTensor;
}

/** Word and position embeddings, summed and normalised (modeling_blip_text.py, `BlipTextEmbeddings`). */
export function tokenEmbeddings(
  context: GraphContext,
  { ids, positions, table }: Tokens,
  name: string,
  text: TextConfig,
): Value {
  const { g, checkpoint, weights } = context;
  const { hidden_size: width } = text;
  const places = checkpoint.take(`${name}.position_embeddings.weight`, [text.max_position_embeddings, width]);
  const placed = g.op('Gather', [weights.tensor(places), positions]);
  const known =
    context.unknown === undefined
      ? ids
      : g.op('Where', [g.op('Less', [ids, g.int(text.vocab_size)]), ids, g.int(context.unknown)]);
  const sum = g.op('Add', [weights.lookup(table, known), placed]);
  return layerNorm(context, sum, `${name}.LayerNorm`, width, text.layer_norm_eps);
}

/** Projects `states` of width `from` to the keys and values of attention `name`. */
export function keyValue(context: GraphContext, states: Value, name: string, from: number, text: TextConfig): KeyValue {
  const { hidden_size: width, num_attention_heads: heads } = text;
  const of = (part: string): Value =>
    splitHeads(context.g, linear(context, states, `${name}.self.${part}`, from, width, 'attention'), heads, width);
  return { key: of('key'), value: of('value') };
}

/** Attention of `x` over `keys`, output layer, residual and norm. */
export function textAttention(
  context: GraphContext,
  x: Value,
  keys: KeyValue,
  name: string,
  text: TextConfig,
  mask: Value | undefined,
): ReturnType<typeof attend> {
  const { g } = context;
  const { hidden_size: width, num_attention_heads: heads } = text;
  const query = splitHeads(g, linear(context, x, `${name}.self.query`, width, width, 'attention'), heads, width);
  const { states, probabilities } = attend(g, { query, ...keys }, heads, width, mask);
  const sum = g.op('Add', [linear(context, states, `${name}.output.dense`, width, width, 'attention'), x]);
  return { states: layerNorm(context, sum, `${name}.output.LayerNorm`, width, text.layer_norm_eps), probabilities };
}

/** MLP of layer `name`, residual and norm. */
export function textMlp(context: GraphContext, x: Value, name: string, text: TextConfig): Value {
  const { hidden_size: width } = text;
  const names = [`${name}.intermediate.dense`, `${name}.output.dense`] as const;
  const inner = mlp(context, x, names, width, text.intermediate_size, text.hidden_act);
  const sum = context.g.op('Add', [inner, x]);
  return layerNorm(context, sum, `${name}.output.LayerNorm`, width, text.layer_norm_eps);
}
