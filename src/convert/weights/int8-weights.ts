import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { FloatWeights } from './float-weights.ts';
import { int8Job } from './int8-job.ts';
import type { LayerPlace } from './model-weights.ts';

/** Activations as uint8, their scale and zero point. */
type Quantized = readonly [numbers: Value, scale: Value, zero: Value];

/**
 * Dynamic int8 for the WASM back end: int8 weights with one scale per output, activations quantised at run time,
 * integer products. On WASM it takes a quarter of the memory and is two to three times as fast as float32; on WebGPU
 * MatMulInteger would fall back to the CPU. Embeddings and heads stay float16, biases and norms float32.
 */
export class Int8Weights extends FloatWeights {
  readonly #g: GraphBuilder;
  readonly #coarse: CoarseJobs;
  // Query, key and value share the same activations.
  readonly #quantized = new Map<Value, Quantized>();

  constructor(g: GraphBuilder, coarse: CoarseJobs) {
    super(g, 'float16', coarse);
    this.#g = g;
    this.#coarse = coarse;
  }

  override linear(x: Value, weight: SourceTensor, bias: SourceTensor, place: LayerPlace): Value {
    const g = this.#g;
    const job = int8Job(weight);
    if (place === 'head' || this.#coarse.has(job.name)) return super.linear(x, weight, bias, place);
    const [numbers = '', scales = ''] = g.weight(job);
    const [activations, scale, zero] = this.#quantize(x);
    // In the order that ORT fuses into one kernel.
    const product = castToFloat32(g, g.op('MatMulInteger', [activations, numbers, zero]));
    return g.op('Add', [g.op('Mul', [product, g.op('Mul', [scale, scales])]), this.vector(bias)]);
  }

  #quantize(x: Value): Quantized {
    const known = this.#quantized.get(x);
    if (known !== undefined) return known;
    const [numbers = '', scale = '', zero = ''] = this.#g.ops('DynamicQuantizeLinear', [x], 3);
    this.#quantized.set(x, [numbers, scale, zero]);
    return [numbers, scale, zero];
  }
}
