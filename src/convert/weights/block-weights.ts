import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { blockJob, blockSize, type BlockBits } from './block-job.ts';
import { FloatWeights } from './float-weights.ts';
import type { LayerPlace } from './model-weights.ts';

/**
 * Blocks of 32 numbers with one scale each, multiplied by MatMulNBits: for WebGPU, which unpacks them while
 * multiplying. (On WASM that kernel is ten times slower than float32.) With 4 bits only the MLPs, half of all weights,
 * use 4; attention uses 8, embeddings and heads float16, biases and norms float32. Measured group by group on the
 * captioning checkpoints of fixtures/blip, the minimum cosine of the logits to float32 is 0.91 with all layers at 4
 * bits, 0.94 with the MLPs at 8, 0.97 with attention at 8.
 */
export class BlockWeights extends FloatWeights {
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
