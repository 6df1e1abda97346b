import { tileBytes, type EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import type { EncodeTargets, VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { EncodingMemory } from './encoding-memory.ts';
import { seal, type Sealed } from './sealed.ts';
import { encodeResiduals } from './residual-chunks.ts';
import { segmentRows } from './schema.ts';

/** Encoded vectors of a segment, ready to be stored. */
export interface EncodedSegment extends Pick<EncodedRows, 'rows' | 'mean'> {
  readonly residualKind: 'residual' | 'float32';
  readonly chunkRows: number;
  readonly codes: Sealed;
  readonly chunks: readonly Sealed[];
}

/** Options of {@link encodeVectors}. */
interface EncodeVectorsOptions {
  readonly dims: number;
  readonly keepFloat32: boolean;
  /** See `EncodeOptions`. */
  readonly before?: Float32Array | undefined;
}

/**
 * Encodes vectors around `mean` in segments of at most {@link segmentRows} rows, each into its own entry of `memory`.
 */
export function encodeVectors(
  kernels: VectorKernels,
  vectors: Float32Array,
  mean: Float32Array,
  { dims, keepFloat32: exact, before }: EncodeVectorsOptions,
  memory: readonly EncodingMemory[] = [],
): readonly EncodedSegment[] {
  const step = segmentRows * dims;
  return Array.from({ length: Math.ceil(vectors.length / step) }, (_, i) => {
    const own = memory[i] ?? new EncodingMemory();
    const part = vectors.subarray(i * step, (i + 1) * step);
    const into = targets(own, part.length / dims, dims);
    const off = before?.subarray(i * segmentRows, (i + 1) * segmentRows);
    return encodeSegment(kernels.encodeRows(part, dims, mean, { exact, into, before: off }), own);
  });
}

/** Packs codes and residuals into records. Codes are copied unless they are already in `memory`. */
export function encodeSegment(encoded: EncodedRows, memory: EncodingMemory = new EncodingMemory()): EncodedSegment {
  const { rows, dims, mean, residuals } = encoded;
  const { bytes, arrays } = layOutCodes(memory, rows, dims);
  [encoded.codes, encoded.scales, encoded.errors].forEach((array, i) => {
    if (array.buffer !== bytes) arrays[i]?.set(array);
  });
  return {
    rows,
    mean,
    residualKind: residuals instanceof Float32Array ? 'float32' : 'residual',
    codes: seal(bytes),
    ...encodeResiduals(encoded, memory),
  };
}

function layOutCodes(memory: EncodingMemory, rows: number, dims: number): ReturnType<EncodingMemory['take']> {
  return memory.take('codes', [
    ['u8', tileBytes(rows, dims)],
    ['f32', rows],
    ['f32', rows],
  ]);
}

function targets(memory: EncodingMemory, rows: number, dims: number): EncodeTargets {
  const [codes, scales, errors] = layOutCodes(memory, rows, dims).arrays;
  const [residuals, residualErrors] = memory.take('residuals', [
    ['i8', rows * dims],
    ['f32', rows],
  ]).arrays;
  return { codes, scales, errors, residuals, residualErrors } as EncodeTargets; // in the order of layOut
}
