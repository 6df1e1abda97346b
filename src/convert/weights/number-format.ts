import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { FloatWeights } from './float-weights.ts';
import type { ModelWeights, LayerPlace } from './model-weights.ts';
import { type BlockBits, blockJob, blockSize } from './block-job.ts';
import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import { int8Job } from './int8-job.ts';

/**
 * Blocks of 32 numbers with one scale each, multiplied by MatMulNBits: for WebGPU, which unpacks them while
 * multiplying. (On WASM that kernel is ten times slower than float32.) With 4 bits only the MLPs, half of all weights,
 * use 4; attention uses 8, embeddings and heads float16, biases and norms float32. Measured group by group on the
 * captioning checkpoints of fixtures/blip, the minimum cosine of the logits to float32 is 0.91 with all layers at 4
 * bits, 0.94 with the MLPs at 8, 0.97 with attention at 8.
 */
class BlockWeights extends FloatWeights {
  readonly #g: GraphBuilder;
  /** Bits of the MLPs. */
  readonly #bits: BlockBits;
  readonly #coarse: CoarseJobs;

  constructor(g: GraphBuilder, bits: BlockBits, coarse: CoarseJobs) {
    super(g, 'float16', coarse);
    this.#g = g;
    this.#bits = bits;
    this.#coarse = coarse;
  }

  override linear(x: Value, weight: SourceTensor, bias: SourceTensor, place: LayerPlace): Value {
    const bits = place === 'head' ? undefined : this.#bitsOf(weight, place === 'mlp' ? this.#bits : 8);
    if (bits === undefined) return super.linear(x, weight, bias, place);
    const g = this.#g;
    const [N = 0, K = 0] = weight.shape;
    const [numbers = '', scales = ''] = g.weight(blockJob(weight, bits));
    const inputs = [x, numbers, castToFloat32(g, scales)];
    const product = g.op('MatMulNBits', inputs, { K, N, bits, block_size: blockSize }, 'com.microsoft');
    return g.op('Add', [product, this.vector(bias)]);
  }

  /** The requested number of bits, or more where those were too coarse; undefined if 8 are too coarse. */
  #bitsOf(weight: SourceTensor, bits: BlockBits): BlockBits | undefined {
    if (!this.#coarse.has(blockJob(weight, bits).name)) return bits;
    return bits === 4 ? this.#bitsOf(weight, 8) : undefined;
  }
}

/** Activations as uint8, their scale and zero point. */
type Quantized = readonly [numbers: Value, scale: Value, zero: Value];

/**
 * Dynamic int8 for the WASM back end: int8 weights with one scale per output, activations quantised at run time,
 * integer products. On WASM it takes a quarter of the memory and is two to three times as fast as float32; on WebGPU
 * MatMulInteger would fall back to the CPU. Embeddings and heads stay float16, biases and norms float32.
 */
class Int8Weights extends FloatWeights {
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

/** How the weights of a pack are stored. */
export const dtypes = ['fp32', 'fp16', 'q8', 'q4'] as const;

/** How the weights of a pack are stored. */
export type PackDtype = (typeof dtypes)[number];

/** The ORT back ends that a pack can be made for. */
export const backends = ['wasm', 'webgpu'] as const;

/** The ORT back end that a pack is made for: files of one dtype differ between back ends. */
export type TargetBackend = (typeof backends)[number];

/** Default dtype: a quarter of the download, and nearly always the same words. */
export function defaultDtype(_backend: TargetBackend): PackDtype {
  return 'q8';
}

/** @throws TypeError for 4 bits on WASM, where they are slower than float32 */
export function checkTarget(dtype: PackDtype, backend: TargetBackend): void {
  if (dtype === 'q4' && backend === 'wasm')
    throw new TypeError(
      'Expected `dtype` for `wasm` to be `fp32`, `fp16` or `q8`, got `q4`: 4-bit weights are ten times slower than `fp32` there.',
    );
}

/** Weights of a graph in the requested number format, those of `coarse` in the next wider one. */
export function modelWeights(
  g: GraphBuilder,
  { dtype, backend }: { readonly dtype: PackDtype; readonly backend: TargetBackend },
  coarse: CoarseJobs,
): ModelWeights {
  switch (dtype) {
    case 'fp32':
      return new FloatWeights(g, 'float32', coarse);
    case 'fp16':
      return new FloatWeights(g, 'float16', coarse);
    case 'q8':
      return backend === 'wasm' ? new Int8Weights(g, coarse) : new BlockWeights(g, 8, coarse);
    case 'q4':
      return new BlockWeights(g, 4, coarse);
  }
}
