import type { Activation } from '../checkpoint/blip-config.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';

/** Functions of Hugging Face's `ACT2FN` (transformers 5.23, `activations.py`), except those with weights. */
export function activation(g: GraphBuilder, kind: Activation, x: Value): Value {
  switch (kind) {
    case 'gelu':
    case 'gelu_python':
      return exactGelu(g, x);
    case 'gelu_10':
      return g.op('Clip', [exactGelu(g, x), g.float(-10), g.float(10)]);
    case 'gelu_new':
    case 'gelu_fast':
    case 'gelu_accurate':
    case 'gelu_pytorch_tanh':
    case 'gelu_python_tanh':
      return tanhGelu(g, x);
    case 'quick_gelu':
      return g.op('Mul', [x, g.op('Sigmoid', [g.op('Mul', [x, g.float(1.702)])])]);
    case 'silu':
    case 'swish':
      return g.op('Mul', [x, g.op('Sigmoid', [x])]);
    case 'hardswish':
      return g.op('HardSwish', [x]);
    case 'mish':
      return g.op('Mul', [x, g.op('Tanh', [g.op('Softplus', [x])])]);
    case 'sqrtsoftplus':
      return g.op('Sqrt', [g.op('Softplus', [x])]);
    case 'relu':
      return g.op('Relu', [x]);
    case 'relu2':
      return square(g, g.op('Relu', [x]));
    case 'relu6':
      return g.op('Clip', [x, g.float(0), g.float(6)]);
    case 'leaky_relu':
      return g.op('LeakyRelu', [x], { alpha: { float: 0.01 } });
    case 'sigmoid':
      return g.op('Sigmoid', [x]);
    case 'tanh':
      return g.op('Tanh', [x]);
    case 'laplace':
      return laplace(g, x);
    case 'linear':
      return x;
  }
}

function square(g: GraphBuilder, x: Value): Value {
  return g.op('Mul', [x, x]);
}

/** `½(1 + erf((x - μ) / (σ√2)))` with MEGA's μ and σ. */
function laplace(g: GraphBuilder, x: Value): Value {
  const centred = g.op('Sub', [x, g.float(0.707107)]);
  const erf = g.op('Erf', [g.op('Div', [centred, g.float(0.282095 * Math.SQRT2)])]);
  return g.op('Mul', [g.op('Add', [erf, g.float(1)]), g.float(0.5)]);
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
