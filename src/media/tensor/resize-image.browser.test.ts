import { expect, test } from 'vitest';
import { decodeImage } from '../image/decode-image.ts';
import type { ImageSpec } from './image-spec.ts';
import type { Pixels } from '../image/pixels.ts';
import { resizePixels, type ResizeFilter } from './resize-image.ts';
import { fitToSpec, writeTensor } from './to-tensor.ts';

interface Goldens {
  readonly resize: readonly {
    readonly input: string;
    readonly output: string;
    readonly width: number;
    readonly height: number;
    readonly filter: ResizeFilter;
  }[];
  readonly fit: readonly {
    readonly input: string;
    readonly output: string;
    readonly spec: ImageSpec;
    readonly mean: number;
    readonly samples: readonly (readonly [index: number, value: number])[];
  }[];
}

const folder = '/src/media/testdata/resize/';
const goldens = (await (await fetch(`${folder}resize.golden.json`)).json()) as Goldens;

async function image(name: string): Promise<Pixels> {
  return (await decodeImage(await (await fetch(folder + name)).blob(), { name })).pixels;
}

/** Largest difference of any byte. Fails if the sizes differ. */
function largestDifference(actual: Pixels, expected: Pixels): number {
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  let largest = 0;
  for (const [i, value] of actual.data.entries()) largest = Math.max(largest, Math.abs(value - expected.data[i]!));
  return largest;
}

test('has enough golden images', () => {
  expect(new Set(goldens.resize.map(({ input }) => input)).size).toBeGreaterThanOrEqual(14);
  expect(goldens.fit.length).toBeGreaterThanOrEqual(12);
});

test.each(goldens.resize)(
  "equals Pillow's resize bit for bit: $output",
  async ({ input, output, width, height, filter }) => {
    const resized = resizePixels(await image(input), width, height, filter);
    // The browser composites alpha and rounds the product once more than Pillow.
    expect(largestDifference(resized, await image(output))).toBeLessThanOrEqual(input.includes('alpha') ? 1 : 0);
  },
);

test.each(goldens.fit)(
  "equals Hugging Face's CLIP processor: $output",
  async ({ input, output, spec, mean, samples }) => {
    const tolerance = input.includes('alpha') ? 1 : 0;
    const fitted = fitToSpec(await image(input), spec);
    expect(largestDifference(fitted, await image(output))).toBeLessThanOrEqual(tolerance);
    const length = 3 * spec.size[0] * spec.size[1];
    const out = new Float32Array(length + 2).fill(7);
    writeTensor(fitted, spec, out, 1);
    expect([out[0], out[length + 1]]).toEqual([7, 7]);
    const tensor = out.subarray(1, length + 1);
    const step = tolerance / 255 / Math.min(...spec.std) + 1e-5;
    for (const [index, value] of samples) expect(Math.abs(tensor[index]! - value)).toBeLessThan(step);
    expect(Math.abs(tensor.reduce((sum, value) => sum + value, 0) / length - mean)).toBeLessThan(step);
  },
);
