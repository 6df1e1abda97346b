import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';
import type { StoredTensor, WeightJob } from '../onnx/initializer.ts';
import { TensorProto_DataType } from '../onnx/onnx_pb.ts';
import { pieces } from './pieces.ts';

const { FLOAT, INT8 } = TensorProto_DataType;
const largest = 127;

/**
 * A linear layer's weight [out, in] as int8 [in, out] and a scale for each output: number = int8 * scale.
 * Gives the names of the numbers and of the scales [out].
 */
export function int8ColumnsJob(source: SourceTensor): WeightJob {
  const [rows = 0, columns = 0] = source.shape;
  return {
    source,
    tensors: tensors(`${source.name}.T`, [columns, rows], [rows]),
    encode: (values) => {
      const scales = rowScales(values, rows, columns);
      return [quantizedColumns(values, columns, scales), [bytesOf(scales)]];
    },
  };
}

/** A table [rows, width] as int8 and a scale for each row [rows, 1]. */
export function int8RowsJob(source: SourceTensor): WeightJob {
  const [rows = 0, width = 0] = source.shape;
  return {
    source,
    tensors: tensors(source.name, [rows, width], [rows, 1]),
    encode: (values) => {
      const scales = rowScales(values, rows, width);
      return [quantizedRows(values, width, scales), [bytesOf(scales)]];
    },
  };
}

function tensors(name: string, dims: readonly number[], scaleDims: readonly number[]): readonly StoredTensor[] {
  const [first = 0, second = 0] = dims;
  return [
    { name: `${name}.q`, type: INT8, dims, bytes: first * second },
    { name: `${name}.s`, type: FLOAT, dims: scaleDims, bytes: (scaleDims[0] ?? 0) * 4 },
  ];
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

function* quantizedRows(values: SourceValues, width: number, scales: Float32Array): Iterable<Uint8Array> {
  for (const [start, end] of pieces(scales.length, width)) {
    const floats = values.floats(start * width, end * width);
    const numbers = new Int8Array(floats.length);
    for (let row = start; row < end; row += 1) {
      const scale = scales[row] ?? 1;
      for (let at = (row - start) * width; at < (row - start + 1) * width; at += 1)
        numbers[at] = Math.round((floats[at] ?? 0) / scale);
    }
    yield new Uint8Array(numbers.buffer);
  }
}

function* quantizedColumns(values: SourceValues, columns: number, scales: Float32Array): Iterable<Uint8Array> {
  const rows = scales.length;
  const floats = values.floats();
  for (const [start, end] of pieces(columns, rows)) {
    const numbers = new Int8Array((end - start) * rows);
    for (let row = 0; row < rows; row += 1) {
      const scale = scales[row] ?? 1;
      for (let column = start; column < end; column += 1)
        numbers[(column - start) * rows + row] = Math.round((floats[row * columns + column] ?? 0) / scale);
    }
    yield new Uint8Array(numbers.buffer);
  }
}

function bytesOf({ buffer }: Float32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}
