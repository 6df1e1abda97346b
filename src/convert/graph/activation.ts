import type { Activation } from '../checkpoint/blip-config.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';

/** The functions of Hugging Face's `ACT2FN` (transformers `activations.py`) that BLIP configs name. */
export function activation(g: GraphBuilder, kind: Activation, x: Value): Value {
  switch (kind) {
    case 'gelu':
      return exactGelu(g, x);
    case 'gelu_new':
    case 'gelu_pytorch_tanh':
      return tanhGelu(g, x);
    case 'quick_gelu':
      return g.op('Mul', [x, g.op('Sigmoid', [g.op('Mul', [x, g.float(1.702)])])]);
    case 'silu':
      return g.op('Mul', [x, g.op('Sigmoid', [x])]);
    case 'relu':
      return g.op('Relu', [x]);
  }
}

/** `x · ½(1 + erf(x/√2))`, in the order that ORT fuses into one kernel. */
function exactGelu(g: GraphBuilder, x: Value): Value {
  const erf = g.op('Erf', [g.op('Div', [x, g.float(Math.SQRT2)])]);
  return g.op('Mul', [g.op('Mul', [x, g.op('Add', [erf, g.float(1)])]), g.float(0.5)]);
}

/** `½x(1 + tanh(√(2/π)(x + 0.044715x³)))` */
function tanhGelu(g: GraphBuilder, x: Value): Value {
  const cube = g.op('Mul', [g.op('Mul', [x, x]), x]);
  const inner = g.op('Add', [x, g.op('Mul', [cube, g.float(0.044715)])]);
  const tanh = g.op('Tanh', [g.op('Mul', [inner, g.float(Math.sqrt(2 / Math.PI))])]);
  return g.op('Mul', [g.op('Mul', [x, g.float(0.5)]), g.op('Add', [tanh, g.float(1)])]);
}
