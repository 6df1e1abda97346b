import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';

/** Result of {@link attend}. */
interface Attended {
  /** [B,T,D] */
  readonly states: Value;
  /** Attention probabilities: [B,H,T,S]. */
  readonly probabilities: Value;
}

/** [B,T,D] to [B,H,T,W]. */
export function splitHeads(g: GraphBuilder, x: Value, heads: number, width: number): Value {
  const split = g.op('Reshape', [x, g.ints([0, 0, heads, width / heads])]);
  return g.op('Transpose', [split], { perm: [0, 2, 1, 3] });
}

/**
 * Scaled dot-product attention: softmax(query · keyᵀ / √W + mask) · value.
 *
 * @param width - of all heads together
 * @param mask - additive, broadcast to [B,H,T,S]
 */
export function attend(
  g: GraphBuilder,
  { query, key, value }: { readonly query: Value; readonly key: Value; readonly value: Value },
  heads: number,
  width: number,
  mask?: Value,
): Attended {
  const scaled = g.op('Mul', [query, g.float(1 / Math.sqrt(width / heads))]);
  const product = g.op('MatMul', [scaled, g.op('Transpose', [key], { perm: [0, 1, 3, 2] })]);
  const scores = mask === undefined ? product : g.op('Add', [product, mask]);
  const probabilities = g.op('Softmax', [scores], { axis: -1 });
  const merged = g.op('Transpose', [g.op('MatMul', [probabilities, value])], { perm: [0, 2, 1, 3] });
  return { states: g.op('Reshape', [merged, g.ints([0, 0, width])]), probabilities };
}

/** Mean attention over heads and layers: [B,T,S]. */
export function meanAttention(g: GraphBuilder, layers: readonly Value[]): Value {
  const means = layers.map((layer) => g.op('ReduceMean', [layer], { axes: [1], keepdims: 0 }));
  const sum = means.reduce((total, mean) => g.op('Add', [total, mean]));
  return g.op('Mul', [sum, g.float(1 / layers.length)]);
}
