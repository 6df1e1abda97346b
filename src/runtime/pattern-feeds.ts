import type { SessionInput } from './session-input.ts';
import { elementsOf, type TensorData, type TensorMap } from './tensor-data.ts';

/** Every symbolic dimension: the least that still tells rows and positions apart. */
const symbolSize = 2;

/** Feeds that any graph takes: a fixed wave for floats, ones for ids and masks. For self-tests without a known question. */
export function patternFeeds(inputs: readonly SessionInput[]): TensorMap {
  return Object.fromEntries(inputs.map(({ name, type, shape }) => [name, pattern(type, shape)]));
}

function pattern(type: string, shape: readonly (number | string)[]): TensorData {
  const dims = shape.map((size) => (typeof size === 'number' ? size : symbolSize));
  const length = elementsOf(dims);
  if (type === 'int64') return { type, dims, data: new BigInt64Array(length).fill(1n) };
  const data = Float32Array.from({ length }, (_, i) => Math.sin(i * 0.37) + Math.cos(i * 0.011));
  return { type: 'float32', dims, data };
}
