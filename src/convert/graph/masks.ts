import { castToFloat32 } from '../onnx/cast.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';

// Far below any score, and far from the limits of float32.
const hidden = -1e9;

/** Converts an attention mask of ones and zeros [B,S] to an additive mask [B,1,1,S]. */
export function additiveMask(g: GraphBuilder, mask: Value): Value {
  const wide = g.op('Unsqueeze', [castToFloat32(g, mask), g.ints([1, 2])]);
  return g.op('Mul', [g.op('Sub', [g.float(1), wide]), g.float(hidden)]);
}

/** Positions P … P+T-1 of the tokens after P earlier ones, and a mask [T,P+T] that hides later tokens. */
export function causal(
  g: GraphBuilder,
  past: Value,
  tokens: Value,
): { readonly positions: Value; readonly mask: Value } {
  const total = g.op('Add', [past, tokens]);
  const positions = g.op('Range', [past, total, g.int(1)]);
  const all = g.op('Range', [g.int(0), total, g.int(1)]);
  const seen = g.op('LessOrEqual', [all, g.op('Unsqueeze', [positions, g.ints([1])])]);
  return { positions, mask: g.op('Where', [seen, g.float(0), g.float(hidden)]) };
}

/** Size of a dimension, as a scalar. */
export function sizeOf(g: GraphBuilder, x: Value, dimension: number): Value {
  return g.op('Gather', [g.op('Shape', [x]), g.int(dimension)]);
}
