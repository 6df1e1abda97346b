import type { Activation } from '../checkpoint/blip-config.ts';
import type { CheckpointWeights } from '../checkpoint/checkpoint-weights.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import type { LayerPlace, ModelWeights } from '../weights/model-weights.ts';
import { activation } from './activation.ts';

/** Context for building a graph: its builder, available tensors and weight format. */
export interface GraphContext {
  readonly g: GraphBuilder;
  readonly checkpoint: CheckpointWeights;
  readonly weights: ModelWeights;
  /** Token that replaces ids beyond the word embedding; undefined if there are none. */
  readonly unknown: number | undefined;
}

/** PyTorch's Linear `name`: [..., inputs] to [..., outputs]. */
export function linear(
  { checkpoint, weights }: GraphContext,
  x: Value,
  name: string,
  inputs: number,
  outputs: number,
  place: LayerPlace,
): Value {
  const weight = checkpoint.take(`${name}.weight`, [outputs, inputs]);
  return weights.linear(x, weight, checkpoint.take(`${name}.bias`, [outputs]), place);
}

/** PyTorch's LayerNorm `name` over the last dimension. */
export function layerNorm(
  { g, checkpoint, weights }: GraphContext,
  x: Value,
  name: string,
  width: number,
  epsilon: number,
): Value {
  const scale = weights.vector(checkpoint.take(`${name}.weight`, [width]));
  const bias = weights.vector(checkpoint.take(`${name}.bias`, [width]));
  return g.op('LayerNormalization', [x, scale, bias], { axis: -1, epsilon: { float: epsilon } });
}

/** Two linear layers with a function between them. */
export function mlp(
  context: GraphContext,
  x: Value,
  names: readonly [first: string, second: string],
  width: number,
  inner: number,
  kind: Activation,
): Value {
  const hidden = activation(context.g, kind, linear(context, x, names[0], width, inner, 'mlp'));
  return linear(context, hidden, names[1], inner, width, 'mlp');
}

/** Vectors of length 1; PyTorch's `normalize` with its epsilon. */
export function unitLength(g: GraphBuilder, x: Value): Value {
  const length = g.op('ReduceL2', [x], { axes: [-1], keepdims: 1 });
  return g.op('Div', [x, g.op('Max', [length, g.float(1e-12)])]);
}

/** The first state of each sequence: [B,S,D] to [B,D]. */
export function firstState(g: GraphBuilder, states: Value): Value {
  return g.op('Gather', [states, g.int(0)], { axis: 1 });
}
