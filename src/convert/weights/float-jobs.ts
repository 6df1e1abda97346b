import { encodeHalves } from '../../math/float16.ts';
import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';
import type { WeightJob } from '../onnx/initializer.ts';
import { TensorProto_DataType } from '../onnx/onnx_pb.ts';
import { pieces } from './pieces.ts';

/** Number formats without scales. */
export type FloatType = 'float32' | 'float16';

const types = { float32: TensorProto_DataType.FLOAT, float16: TensorProto_DataType.FLOAT16 };
const itemBytes = { float32: 4, float16: 2 };

/** Stores a tensor unchanged, or in another float format. */
export function floatJob(source: SourceTensor, type: FloatType): WeightJob {
  const { name, shape: dims } = source;
  return {
    name: `${name} ${type}`,
    source,
    tensors: [{ name, type: types[type], dims, bytes: sizeOf(dims) * itemBytes[type] }],
    encode: (values) => ({ tensors: [straight(values, type)], isTooCoarse: isTooCoarse(values, type) }),
  };
}

/** Stores the weight [out, in] of a linear layer as [in, out], the layout of MatMul. */
export function transposedJob(source: SourceTensor, type: FloatType): WeightJob {
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
