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

/** Encodes vectors around `mean` in segments of at most {@link segmentRows} rows. */
export function encodeVectors(
  kernels: VectorKernels,
  vectors: Float32Array,
  mean: Float32Array,
  options: EncodeVectorsOptions,
): readonly EncodedSegment[] {
  return new BatchEncoder().encode(kernels, vectors, mean, options);
}

/** Packs codes and residuals into records. */
export function encodeSegment(encoded: EncodedRows): EncodedSegment {
  return pack(encoded, new EncodingMemory());
}

/**
 * {@link encodeVectors} that reuses its memory, for one batch after the other. The result of a call is overwritten by the
 * next one.
 */
export class BatchEncoder {
  #vectors = new Float32Array(0);
  /** One per segment of a batch. */
  readonly #segments: EncodingMemory[] = [];

  /** A view of `length` numbers, for the vectors of a batch. */
  vectors(length: number): Float32Array<ArrayBuffer> {
    if (this.#vectors.length < length) this.#vectors = new Float32Array(length);
    return this.#vectors.subarray(0, length);
  }

  encode(
    kernels: VectorKernels,
    vectors: Float32Array,
    mean: Float32Array,
    { dims, keepFloat32: exact, before }: EncodeVectorsOptions,
  ): readonly EncodedSegment[] {
    const step = segmentRows * dims;
    return Array.from({ length: Math.ceil(vectors.length / step) }, (_, i) => {
      const memory = (this.#segments[i] ??= new EncodingMemory());
      const part = vectors.subarray(i * step, (i + 1) * step);
      const into = targets(memory, part.length / dims, dims);
      const off = before?.subarray(i * segmentRows, (i + 1) * segmentRows);
      return pack(kernels.encodeRows(part, dims, mean, { exact, into, before: off }), memory);
    });
  }
}

/** Packs codes and residuals into records. Codes are copied unless they are already in `memory`. */
function pack(encoded: EncodedRows, memory: EncodingMemory): EncodedSegment {
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
