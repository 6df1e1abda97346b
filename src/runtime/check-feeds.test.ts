import { expect, test } from 'vitest';
import { checkFeeds } from './check-feeds.ts';
import type { TensorMap } from './tensor-data.ts';

const declared = [
  { name: 'ids', isTensor: true, type: 'int64', shape: ['batch', 'tokens'] },
  { name: 'mask', isTensor: true, type: 'int64', shape: ['batch', 'tokens'] },
] as const;
const ints = (...dims: number[]): TensorMap[string] => ({
  type: 'int64',
  dims,
  data: new BigInt64Array(dims.reduce((a, b) => a * b, 1)),
});

test('accepts matching feeds', () => {
  checkFeeds('m', declared, { ids: ints(2, 5), mask: ints(2, 5) });
});

test.each<[string, TensorMap, RegExp]>([
  ['a missing input', { ids: ints(1, 2) }, /needs the input "mask"/],
  ['an unknown input', { ids: ints(1, 2), mask: ints(1, 2), other: ints(1) }, /no input "other"/],
  ['another rank', { ids: ints(2), mask: ints(2) }, /shape \[batch, tokens\], got \[2\]/],
  ['two sizes of one symbol', { ids: ints(1, 2), mask: ints(1, 3) }, /got \[1, 3\]/],
  ['another type', { ids: { type: 'float32', dims: [1, 1], data: new Float32Array(1) }, mask: ints(1, 1) }, /int64/],
  ['too few values', { ids: { ...ints(1, 2), dims: [1, 4] }, mask: ints(1, 4) }, /holds 2 values/],
])('refuses %s', (_, feeds, message) => {
  expect(() => {
    checkFeeds('m', declared, feeds);
  }).toThrow(message);
});
