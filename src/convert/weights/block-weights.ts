import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { blockJob, blocksOf, blockSize, type BlockBits } from './block-job.ts';
import { FloatWeights } from './float-weights.ts';
import type { ModelWeights } from './model-weights.ts';

/**
 * Blocks of 32 numbers with a scale each, multiplied by MatMulNBits: for WebGPU, which unpacks them as it multiplies.
 * (On WASM that kernel is ten times slower than float32.) With 4 bits the MLPs alone have 4, half of all weights:
 * attention, the heads and the words' table have 8, patch and position embeddings float16, biases and norms float32.
 * Checked group by group on the captioning checkpoints of e2e/blip: least cosine of the logits to float32 with all
 * layers at 4 bits 0.91, with the MLPs at 8 0.94, with attention at 8 0.97.
 */
export class BlockWeights implements ModelWeights {
  readonly #g: GraphBuilder;
  /** Of the layers that tolerate it. */
  readonly #bits: BlockBits;
  readonly #wide: FloatWeights;
  readonly #coarse: CoarseJobs;

  constructor(g: GraphBuilder, bits: BlockBits, coarse: CoarseJobs) {
    this.#g = g;
    this.#bits = bits;
    this.#wide = new FloatWeights(g, 'float16', coarse);
    this.#coarse = coarse;
  }

  vector(tensor: SourceTensor): Value {
    return this.#wide.vector(tensor);
  }

  tensor(tensor: SourceTensor): Value {
    return this.#wide.tensor(tensor);
  }

  linear(x: Value, weight: SourceTensor, bias: SourceTensor, tolerant: boolean): Value {
    const bits = this.#bitsOf(weight, tolerant ? this.#bits : 8);
    return bits === undefined ? this.#wide.linear(x, weight, bias) : this.#multiply(x, weight, bias, bits);
  }

  /** Plain operators take the rows apart, so that they can be those that `project` multiplies with. */
  lookup(table: SourceTensor, ids: Value): Value {
    if (this.#bitsOf(table, 8) === undefined) return this.#wide.lookup(table, ids);
    const g = this.#g;
    const [, width = 0] = table.shape;
    const [numbers, scales] = this.#stored(table, 8);
    const centred = g.op('Sub', [castToFloat32(g, g.op('Gather', [numbers, ids])), g.float(128)]);
    const scale = g.op('Unsqueeze', [g.op('Gather', [scales, ids]), g.ints([-1])]);
    const padded = blocksOf(width) * blockSize;
    const rows = g.op('Reshape', [g.op('Mul', [centred, scale]), g.ints([0, 0, padded])]);
    return padded === width ? rows : g.op('Slice', [rows, g.ints([0]), g.ints([width]), g.ints([2])]);
  }

  project(x: Value, table: SourceTensor, bias: SourceTensor): Value {
    const isWide = this.#bitsOf(table, 8) === undefined;
    return isWide ? this.#wide.project(x, table, bias) : this.#multiply(x, table, bias, 8);
  }

  /** As many as asked for, or more where those were too coarse; undefined where 8 are. */
  #bitsOf(tensor: SourceTensor, bits: BlockBits): BlockBits | undefined {
    if (!this.#coarse.has(blockJob(tensor, bits).name)) return bits;
    return bits === 4 ? this.#bitsOf(tensor, 8) : undefined;
  }

  #multiply(x: Value, weight: SourceTensor, bias: SourceTensor, bits: BlockBits): Value {
    const g = this.#g;
    const [N = 0, K = 0] = weight.shape;
    const attributes = { K, N, bits, block_size: blockSize };
    const product = g.op('MatMulNBits', [x, ...this.#stored(weight, bits)], attributes, 'com.microsoft');
    return g.op('Add', [product, this.vector(bias)]);
  }

  #stored(tensor: SourceTensor, bits: BlockBits): readonly [numbers: Value, scales: Value] {
    const [numbers = '', scales = ''] = this.#g.weight(blockJob(tensor, bits));
    return [numbers, castToFloat32(this.#g, scales)];
  }
}
