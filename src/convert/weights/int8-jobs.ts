import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';
import type { StoredTensor, WeightJob } from '../onnx/initializer.ts';
import { TensorProto_DataType } from '../onnx/onnx_pb.ts';
import { LayerError } from './layer-error.ts';
import { pieces } from './pieces.ts';

const { FLOAT, INT8 } = TensorProto_DataType;
const largest = 127;

/**
 * A linear layer's weight [out, in] as int8 [in, out] and a scale for each output: number = int8 * scale.
 * Its tensors are the numbers and the scales [out].
 */
export function int8ColumnsJob(source: SourceTensor): WeightJob {
  const [rows = 0, columns = 0] = source.shape;
  return int8Job(source, `${source.name}.T`, [columns, rows], [rows], quantizeColumns);
}

/** A table [rows, width] as int8 and a scale for each row [rows, 1]. */
export function int8RowsJob(source: SourceTensor): WeightJob {
  const [rows = 0, width = 0] = source.shape;
  return int8Job(source, source.name, [rows, width], [rows, 1], quantizeRows);
}

/** Gives the numbers in pieces. */
type Quantize = (values: SourceValues, width: number, scales: Float32Array, error: LayerError) => Uint8Array[];

function int8Job(
  source: SourceTensor,
  name: string,
  dims: readonly number[],
  scaleDims: readonly number[],
  quantize: Quantize,
): WeightJob {
  const [rows = 0, width = 0] = source.shape;
  const tensors: readonly StoredTensor[] = [
    { name: `${name}.q`, type: INT8, dims, bytes: rows * width },
    { name: `${name}.s`, type: FLOAT, dims: scaleDims, bytes: rows * 4 },
  ];
  return {
    name: `${name} int8`,
    source,
    tensors,
    encode: (values) => {
      const scales = rowScales(values, rows, width);
      const error = new LayerError(width);
      const numbers = quantize(values, width, scales, error);
      return { tensors: [numbers, [new Uint8Array(scales.buffer)]], isTooCoarse: error.isAbove(8) };
    },
  };
}

function rowScales(values: SourceValues, rows: number, width: number): Float32Array<ArrayBuffer> {
  const scales = new Float32Array(rows);
  for (const [start, end] of pieces(rows, width)) {
    const floats = values.floats(start * width, end * width);
    for (let row = start; row < end; row += 1) {
      let most = 0;
      for (let at = (row - start) * width; at < (row - start + 1) * width; at += 1)
        most = Math.max(most, Math.abs(floats[at] ?? 0));
      // A row of zeros stays one with any scale but 0.
      scales[row] = most === 0 ? 1 : most / largest;
    }
  }
  return scales;
}

const quantizeRows: Quantize = (values, width, scales, error) =>
  Array.from(pieces(scales.length, width), ([start, end]) => {
    const floats = values.floats(start * width, end * width);
    const numbers = new Int8Array(floats.length);
    for (let row = start; row < end; row += 1) {
      const scale = scales[row] ?? 1;
      const first = (row - start) * width;
      for (let column = 0; column < width; column += 1) {
        const value = floats[first + column] ?? 0;
        const number = Math.round(value / scale);
        numbers[first + column] = number;
        error.add(column, value, number * scale);
      }
    }
    return new Uint8Array(numbers.buffer);
  });

const quantizeColumns: Quantize = (values, columns, scales, error) => {
  const rows = scales.length;
  const floats = values.floats();
  return Array.from(pieces(columns, rows), ([start, end]) => {
    const numbers = new Int8Array((end - start) * rows);
    for (let row = 0; row < rows; row += 1) {
      const scale = scales[row] ?? 1;
      for (let column = start; column < end; column += 1) {
        const value = floats[row * columns + column] ?? 0;
        const number = Math.round(value / scale);
        numbers[(column - start) * rows + row] = number;
        error.add(column, value, number * scale);
      }
    }
    return new Uint8Array(numbers.buffer);
  });
};
