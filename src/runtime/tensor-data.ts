import { OnsightError } from '../core/errors.ts';

/** A tensor as plain data, copied out of the wasm heap. */
export type TensorData =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array }
  /** An input only. */
  | { readonly type: 'bool'; readonly dims: readonly number[]; readonly data: Uint8Array };

/** A float32 tensor. */
export type FloatTensor = Extract<TensorData, { readonly type: 'float32' }>;

/** Names to tensors. */
export type TensorMap = Readonly<Record<string, TensorData>>;

/** Number of elements of a shape. */
export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Returns the float32 tensor `name`. @throws OnsightError `backend-failed` if it is missing or of another type */
export function floatsOf(outputs: TensorMap, name: string): FloatTensor {
  const tensor = outputs[name];
  if (tensor?.type === 'float32') return tensor;
  throw new OnsightError('backend-failed', {
    backend: 'onnxruntime',
    reason: `the output "${name}" is ${tensor === undefined ? 'missing' : `of type ${tensor.type}`}`,
  });
}

/** Rows of a `[rows, width]` tensor, each a separate copy. */
export function rowsOf(tensor: FloatTensor): Float32Array[] {
  const rows = tensor.dims[0] ?? 0;
  const width = rows === 0 ? 0 : tensor.data.length / rows;
  return Array.from({ length: rows }, (_, row) => tensor.data.slice(row * width, (row + 1) * width));
}

/**
 * True if any value is NaN or infinite. A sum is enough, because NaN and Infinity survive addition and it stays in
 * float64. Four sums in parallel, because each addition waits for the previous one and this runs over every output.
 */
export function hasNonFinite(data: Float32Array): boolean {
  const whole = data.length - (data.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    a += data[i] ?? 0;
    b += data[i + 1] ?? 0;
    c += data[i + 2] ?? 0;
    d += data[i + 3] ?? 0;
  }
  for (let i = whole; i < data.length; i += 1) a += data[i] ?? 0;
  return !Number.isFinite(a + b + c + d);
}
