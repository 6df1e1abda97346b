import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';
import type { GraphBuilder, Value } from '../onnx/graph-builder.ts';
import { castToFloat32 } from '../onnx/cast.ts';
import type { LayerPlace, ModelWeights } from './model-weights.ts';
import type { CoarseJobs, WeightJob } from '../onnx/initializer.ts';
import { encodeHalves } from '../../math/float16.ts';
import { TensorProto_DataType } from '../onnx/onnx_pb.ts';
import { pieces } from './pieces.ts';

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

/** Number formats without scales. */
type FloatType = 'float32' | 'float16';

const types = { float32: TensorProto_DataType.FLOAT, float16: TensorProto_DataType.FLOAT16 };
const itemBytes = { float32: 4, float16: 2 };

/** Stores a tensor unchanged, or in another float format. */
function floatJob(source: SourceTensor, type: FloatType): WeightJob {
  const { name, shape: dims } = source;
  return {
    name: `${name} ${type}`,
    source,
    tensors: [{ name, type: types[type], dims, bytes: sizeOf(dims) * itemBytes[type] }],
    encode: (values) => ({ tensors: [straight(values, type)], isTooCoarse: isTooCoarse(values, type) }),
  };
}

/** Stores the weight [out, in] of a linear layer as [in, out], the layout of MatMul. */
function transposedJob(source: SourceTensor, type: FloatType): WeightJob {
  const [rows = 0, columns = 0] = source.shape;
  const bytes = rows * columns * itemBytes[type];
  const name = `${source.name}.T`;
  return {
    name: `${name} ${type}`,
    source,
    tensors: [{ name, type: types[type], dims: [columns, rows], bytes }],
    encode: (values) => ({
      tensors: [transposed(values, rows, columns, type)],
      isTooCoarse: isTooCoarse(values, type),
    }),
  };
}

function* straight(values: SourceValues, type: FloatType): Iterable<Uint8Array> {
  for (const [start, end] of pieces(values.count, 1)) yield encode(values.floats(start, end), type);
}

function* transposed(values: SourceValues, rows: number, columns: number, type: FloatType): Iterable<Uint8Array> {
  const floats = values.floats();
  for (const [start, end] of pieces(columns, rows)) yield encode(transpose(floats, rows, columns, start, end), type);
}

/** Columns `start` to `end` of a matrix [rows, columns], as rows. */
function transpose(
  from: Float32Array,
  rows: number,
  columns: number,
  start: number,
  end: number,
): Float32Array<ArrayBuffer> {
  const to = new Float32Array((end - start) * rows);
  // Row by row would write all over memory; tiles keep both sides in the CPU cache.
  const tile = 32;
  for (let top = 0; top < rows; top += tile)
    for (let left = start; left < end; left += tile)
      for (let row = top; row < Math.min(top + tile, rows); row += 1)
        for (let column = left; column < Math.min(left + tile, end); column += 1)
          to[(column - start) * rows + row] = from[row * columns + column] ?? 0;
  return to;
}

// Larger values round to infinity.
const halfEnd = 65_520;
// The smallest steps of float16 are 6e-8, which is over 0.2 % of weights with a root mean square below this.
const halfBeginning = 1e-5;

/** Values stored as float16 already fit. */
function isTooCoarse(values: SourceValues, type: FloatType): boolean {
  if (type === 'float32' || values.tensor.type === 'F16') return false;
  let [most, squares] = [0, 0];
  for (const [start, end] of pieces(values.count, 1)) {
    for (const value of values.floats(start, end)) {
      most = Math.max(most, Math.abs(value));
      squares += value * value;
    }
  }
  return most >= halfEnd || (most > 0 && Math.sqrt(squares / values.count) < halfBeginning);
}

function encode(floats: Float32Array<ArrayBuffer>, type: FloatType): Uint8Array {
  const { buffer, byteOffset, byteLength } = type === 'float16' ? encodeHalves(floats) : floats;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}
