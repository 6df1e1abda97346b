import { encodeHalves, roundToHalf } from '../../math/float16.ts';
import type { SourceTensor } from '../checkpoint/source-tensor.ts';
import type { WeightJob } from '../onnx/initializer.ts';
import { TensorProto_DataType } from '../onnx/onnx_pb.ts';
import { LayerError } from './layer-error.ts';
import { pieces } from './pieces.ts';

/** Bits per number in {@link blockJob}. */
export type BlockBits = 4 | 8;

/** Numbers per scale: the block size supported by ORT-web's WebGPU kernels. */
export const blockSize = 32;

/** Blocks per row; the last one is padded with zeros. */
export function blocksOf(width: number): number {
  return Math.ceil(width / blockSize);
}

/**
 * Encodes a weight [rows, width] for MatMulNBits (onnxruntime, docs/ContribOperators.md): blocks of 32 numbers [rows,
 * blocks, 32 * bits / 8] around a zero point in the middle, the first number in the lower four bits, and float16 scales
 * [rows, blocks].
 */
export function blockJob(source: SourceTensor, bits: BlockBits): WeightJob {
  const [rows = 0, width = 0] = source.shape;
  const blocks = blocksOf(width);
  const blockBytes = (blockSize * bits) / 8;
  const { UINT8, FLOAT16 } = TensorProto_DataType;
  const name = `${source.name}.b${String(bits)}`;
  return {
    name: `${source.name} blocks of ${String(bits)} bits`,
    source,
    tensors: [
      { name: `${name}.q`, type: UINT8, dims: [rows, blocks, blockBytes], bytes: rows * blocks * blockBytes },
      { name: `${name}.s`, type: FLOAT16, dims: [rows, blocks], bytes: rows * blocks * 2 },
    ],
    encode: (values) => {
      // Scales are rounded to float16 first, so that numbers are computed for the scales they are read with.
      const scales = new Float32Array(rows * blocks);
      const error = new LayerError(width);
      const numbers = Array.from(pieces(rows, width), ([start, end]) => {
        const floats = values.floats(start * width, end * width);
        const piece = quantizeRows(floats, width, bits, scales.subarray(start * blocks, end * blocks), error);
        return bits === 8 ? piece : packNibbles(piece);
      });
      return { tensors: [numbers, [new Uint8Array(encodeHalves(scales).buffer)]], isTooCoarse: error.isAbove(bits) };
    },
  };
}

/** Quantises some rows, one byte per number, and fills in their scales. */
function quantizeRows(
  floats: Float32Array,
  width: number,
  bits: BlockBits,
  scales: Float32Array,
  error: LayerError,
): Uint8Array {
  const blocks = blocksOf(width);
  const zero = 2 ** (bits - 1);
  const numbers = new Uint8Array(scales.length * blockSize).fill(zero);
  for (let block = 0; block < scales.length; block += 1) {
    const column = (block % blocks) * blockSize;
    const from = Math.floor(block / blocks) * width + column;
    const to = from + Math.min(blockSize, width - column);
    const at = block * blockSize;
    const scale = quantizeBlock(floats, from, to, numbers, at, bits);
    scales[block] = scale;
    for (let i = 0; i < to - from; i += 1)
      error.add(column + i, floats[from + i] ?? 0, ((numbers[at + i] ?? 0) - zero) * scale);
  }
  return numbers;
}

/** Quantises one block and returns its scale, which float16 holds exactly. */
function quantizeBlock(
  floats: Float32Array,
  from: number,
  to: number,
  numbers: Uint8Array,
  at: number,
  bits: BlockBits,
): number {
  const zero = 2 ** (bits - 1);
  // The number farthest from 0 maps to -zero, the end with one more step, as in GGML's Q4_0.
  let far = 0;
  let distance = 0;
  for (let i = from; i < to; i += 1) {
    const value = floats[i] ?? 0;
    const magnitude = Math.abs(value);
    if (magnitude > distance) [far, distance] = [value, magnitude];
  }
  const scale = roundToHalf(far / -zero);
  if (scale === 0) return 0;
  for (let i = from; i < to; i += 1) {
    // Truncation after adding half a step rounds positive numbers.
    const number = ((floats[i] ?? 0) / scale + zero + 0.5) | 0;
    numbers[at + i - from] = Math.min(2 * zero - 1, Math.max(0, number));
  }
  return scale;
}

function packNibbles(numbers: Uint8Array): Uint8Array {
  const packed = new Uint8Array(numbers.length / 2);
  for (let i = 0; i < packed.length; i += 1) packed[i] = (numbers[2 * i] ?? 0) | ((numbers[2 * i + 1] ?? 0) << 4);
  return packed;
}
