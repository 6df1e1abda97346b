import { describe, expect, test } from 'vitest';
import type { ImageSpec } from './image-spec.ts';
import { fitToSpec, writeTensor } from './to-tensor.ts';

const spec: ImageSpec = {
  size: [2, 1],
  resize: 'squash',
  resample: 'bicubic',
  mean: [0, 0.5, 1],
  std: [1, 0.5, 0.25],
};
const pixels = { width: 2, height: 1, data: new Uint8ClampedArray([0, 51, 102, 255, 255, 204, 153, 255]) };

describe('writeTensor', () => {
  test('writes normalised channels', () => {
    const out = new Float32Array(8);
    writeTensor(pixels, spec, out, 2);
    const expected = [0, 0, 0, 1, -0.6, 0.6, -2.4, -1.6];
    for (const [i, value] of expected.entries()) expect(out[i]).toBeCloseTo(value, 6);
  });

  test('rejects pixels of another size and a tensor that is too short', () => {
    const out = new Float32Array(6);
    expect(() => writeTensor(pixels, { ...spec, size: [1, 2] }, out, 0)).toThrow(RangeError);
    expect(() => writeTensor(pixels, spec, out, 1)).toThrow(RangeError);
    expect(() => writeTensor(pixels, spec, new Float32Array(5), 0)).toThrow(RangeError);
  });
});

test('computes only the crop of a very long image', () => {
  // Scaled completely, this would be 4,480,000 x 224 pixels: 4 GB.
  const long = { width: 20_000, height: 1, data: new Uint8ClampedArray(80_000).fill(200) };
  const fitted = fitToSpec(long, { ...spec, size: [224, 224], resize: 'shortest-edge' });
  expect([fitted.width, fitted.height, fitted.data[0], fitted.data.at(-2)]).toEqual([224, 224, 200, 200]);
});
