import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import { floatJob, transposedJob, type FloatType } from './float-jobs.ts';
import type { LayerPlace, ModelWeights } from './model-weights.ts';
import type { CoarseJobs } from '../onnx/initializer.ts';

/**
 * Weights as float32 or float16. Graphs compute in float32 either way: float16 halves download and storage and is
 * restored by a Cast that the runtime folds on loading. Not every GPU has `shader-f16`, and ORT's WASM build has no
 * float16 MatMul. Tensors that float16 cannot represent stay float32.
 */
export class FloatWeights implements ModelWeights {
  readonly #g: GraphBuilder;
  readonly #type: FloatType;
  readonly #coarse: CoarseJobs;

  constructor(g: GraphBuilder, type: FloatType, coarse: CoarseJobs) {
    this.#g = g;
    this.#type = type;
    this.#coarse = coarse;
  }

  vector(tensor: SourceTensor): Value {
    const [value = ''] = this.#g.weight(floatJob(tensor, 'float32'));
    return value;
  }

  tensor(tensor: SourceTensor): Value {
    return this.#restored(floatJob, tensor);
  }

  linear(x: Value, weight: SourceTensor, bias: SourceTensor, _place: LayerPlace): Value {
    const product = this.#g.op('MatMul', [x, this.#restored(transposedJob, weight)]);
    return this.#g.op('Add', [product, this.vector(bias)]);
  }

  lookup(table: SourceTensor, ids: Value): Value {
    return this.#g.op('Gather', [this.tensor(table), ids]);
  }

  project(x: Value, table: SourceTensor, bias: SourceTensor): Value {
    const [rows = 0, width = 0] = table.shape;
    const g = this.#g;
    // Only Gemm accepts the rows as they are, and it needs matrices: flatten [B,T,D] to [B*T,D].
    const flat = g.op('Reshape', [x, g.ints([-1, width])]);
    const product = g.op('Gemm', [flat, this.tensor(table), this.vector(bias)], { transB: 1 });
    const [head] = g.ops('Split', [g.op('Shape', [x]), g.ints([2, 1])], 2);
    return g.op('Reshape', [product, g.op('Concat', [head ?? '', g.ints([rows])], { axis: 0 })]);
  }

  #restored(make: typeof floatJob, tensor: SourceTensor): Value {
    const job = make(tensor, this.#type);
    const isWhole = this.#type === 'float32' || this.#coarse.has(job.name);
    const [value = ''] = this.#g.weight(isWhole ? make(tensor, 'float32') : job);
    return isWhole ? value : castToFloat32(this.#g, value);
  }
}
