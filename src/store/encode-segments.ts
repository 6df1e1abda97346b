import type { EncodedRows } from '../math/vector-codes/encoded-rows.ts';
import type { VectorKernels } from '../math/vector-codes/vector-kernels.ts';
import { segmentRows } from './schema.ts';

/** How {@link encodeSegments} encodes. */
export interface EncodeRules {
  readonly dims: number;
  readonly keepFloat32: boolean;
}

/** Rows encoded around `mean`, in segments of at most {@link segmentRows} rows. */
export function encodeSegments(
  kernels: VectorKernels,
  vectors: Float32Array,
  mean: Float32Array,
  { dims, keepFloat32 }: EncodeRules,
): readonly EncodedRows[] {
  const step = segmentRows * dims;
  return Array.from({ length: Math.ceil(vectors.length / step) }, (_, i) =>
    kernels.encodeRows(vectors.subarray(i * step, (i + 1) * step), dims, mean, { exact: keepFloat32 }),
  );
}
