import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';
import { FloatWeights } from './float-weights.ts';
import { int8ColumnsJob, int8RowsJob } from './int8-jobs.ts';
import type { ModelWeights } from './model-weights.ts';

/**
 * ORT's WASM kernel takes twice as long for 30,524 columns, BLIP's words, as for 30,528: measured, it is the multiple of
 * 32 that counts.
 */
const evenColumns = 32;

/** Activations as uint8, their scale and zero point. */
type Quantized = readonly [numbers: Value, scale: Value, zero: Value];

/**
 * Dynamic int8 for the WASM back end: weights int8 with a scale for each output, activations quantised as they come,
 * products in integers. On WASM a quarter of the memory and two to three times as fast as float32; on WebGPU
 * MatMulInteger would fall back to the CPU. Embeddings are int8 row by row; patch and position embeddings stay float16,
 * biases and norms float32. The words are not what 8 bits lose by: layer-error.test.ts.
 */
export class Int8Weights implements ModelWeights {
  readonly #g: GraphBuilder;
  readonly #wide: FloatWeights;
  readonly #coarse: CoarseJobs;
  // Query, key and value read the same activations.
  readonly #quantized = new Map<Value, Quantized>();

  constructor(g: GraphBuilder, coarse: CoarseJobs) {
    this.#g = g;
    this.#wide = new FloatWeights(g, 'float16', coarse);
    this.#coarse = coarse;
  }

  vector(tensor: SourceTensor): Value {
    return this.#wide.vector(tensor);
  }

  tensor(tensor: SourceTensor): Value {
    return this.#wide.tensor(tensor);
  }

  linear(x: Value, weight: SourceTensor, bias: SourceTensor): Value {
    const job = int8ColumnsJob(weight);
    if (this.#coarse.has(job.name)) return this.#wide.linear(x, weight, bias);
    const [numbers = '', scales = ''] = this.#g.weight(job);
    return this.#multiply(x, numbers, scales, this.vector(bias));
  }

  lookup(table: SourceTensor, ids: Value): Value {
    const g = this.#g;
    const job = int8RowsJob(table);
    if (this.#coarse.has(job.name)) return this.#wide.lookup(table, ids);
    const [numbers = '', scales = ''] = g.weight(job);
    const rows = castToFloat32(g, g.op('Gather', [numbers, ids]));
    return g.op('Mul', [rows, g.op('Gather', [scales, ids])]);
  }

  project(x: Value, table: SourceTensor, bias: SourceTensor): Value {
    const g = this.#g;
    const job = int8RowsJob(table);
    if (this.#coarse.has(job.name)) return this.#wide.project(x, table, bias);
    const [rows = 0] = table.shape;
    const [numbers = '', scales = ''] = g.weight(job);
    // What becomes of the weights and the bias here, the runtime folds when it loads.
    const columns = g.op('Transpose', [numbers], { perm: [1, 0] });
    const flat = g.op('Reshape', [scales, g.ints([-1])]);
    const missing = Math.ceil(rows / evenColumns) * evenColumns - rows;
    if (missing === 0) return this.#multiply(x, columns, flat, this.vector(bias));
    const padded = this.#multiply(
      x,
      g.op('Pad', [columns, g.ints([0, 0, 0, missing])]),
      g.op('Pad', [flat, g.ints([0, missing])]),
      g.op('Pad', [this.vector(bias), g.ints([0, missing])]),
    );
    return g.op('Slice', [padded, g.ints([0]), g.ints([rows]), g.ints([-1])]);
  }

  /** In the order that ORT fuses into one kernel. */
  #multiply(x: Value, numbers: Value, scales: Value, bias: Value): Value {
    const g = this.#g;
    const [activations, scale, zero] = this.#quantize(x);
    const product = castToFloat32(g, g.op('MatMulInteger', [activations, numbers, zero]));
    return g.op('Add', [g.op('Mul', [product, g.op('Mul', [scale, scales])]), bias]);
  }

  #quantize(x: Value): Quantized {
    const known = this.#quantized.get(x);
    if (known !== undefined) return known;
    const [numbers = '', scale = '', zero = ''] = this.#g.ops('DynamicQuantizeLinear', [x], 3);
    this.#quantized.set(x, [numbers, scale, zero]);
    return [numbers, scale, zero];
  }
}
