import type { SourceTensor, SourceValues } from '../checkpoint/source-tensor.ts';
import type { StoredTensor, WeightJob } from '../onnx/initializer.ts';
import { TensorProto_DataType } from '../onnx/onnx_pb.ts';
import { LayerError } from './layer-error.ts';
import { pieces } from './pieces.ts';

const { FLOAT, INT8 } = TensorProto_DataType;
const largest = 127;

/**
 * Encodes a linear layer's weight [out, in] as int8 [in, out] with one scale per output: number = int8 * scale. Its
 * tensors are the numbers and the scales [out].
 */
export function int8Job(source: SourceTensor): WeightJob {
  const [outputs = 0, inputs = 0] = source.shape;
  const name = `${source.name}.T`;
  const tensors: readonly StoredTensor[] = [
    { name: `${name}.q`, type: INT8, dims: [inputs, outputs], bytes: inputs * outputs },
    { name: `${name}.s`, type: FLOAT, dims: [outputs], bytes: outputs * 4 },
  ];
  return {
    name: `${name} int8`,
    source,
    tensors,
    encode: (values) => {
      const scales = outputScales(values, outputs, inputs);
      const error = new LayerError(inputs);
      const numbers = quantize(values, inputs, scales, error);
      return { tensors: [numbers, [new Uint8Array(scales.buffer)]], isTooCoarse: error.isAbove(8) };
    },
  };
}

function outputScales(values: SourceValues, outputs: number, inputs: number): Float32Array<ArrayBuffer> {
  const scales = new Float32Array(outputs);
  for (const [start, end] of pieces(outputs, inputs)) {
    const floats = values.floats(start * inputs, end * inputs);
    for (let output = start; output < end; output += 1) {
      let most = 0;
      for (let at = (output - start) * inputs; at < (output - start + 1) * inputs; at += 1)
        most = Math.max(most, Math.abs(floats[at] ?? 0));
      // Zeros need any scale except 0.
      scales[output] = most === 0 ? 1 : most / largest;
    }
  }
  return scales;
}

/** Returns the numbers in chunks. */
function quantize(values: SourceValues, inputs: number, scales: Float32Array, error: LayerError): Uint8Array[] {
  const outputs = scales.length;
  const floats = values.floats();
  return Array.from(pieces(inputs, outputs), ([start, end]) => {
    const numbers = new Int8Array((end - start) * outputs);
    for (let output = 0; output < outputs; output += 1) {
      const scale = scales[output] ?? 1;
      for (let input = start; input < end; input += 1) {
        const value = floats[output * inputs + input] ?? 0;
        const number = Math.round(value / scale);
        numbers[(input - start) * outputs + output] = number;
        error.add(input, value, number * scale);
      }
    }
    return new Uint8Array(numbers.buffer);
  });
}
