import { expect, test } from 'vitest';
import { decodeImage } from '../image/decode-image.ts';
import type { ImageSpec } from './image-spec.ts';
import { fitToSpec, writeTensor } from './to-tensor.ts';

interface Golden {
  readonly images: readonly {
    readonly file: string;
    /** Mean of the whole tensor; the three channels of its first and middle pixel. */
    readonly pixels: { readonly mean: number; readonly first: readonly number[]; readonly centre: readonly number[] };
  }[];
}

const golden = (await (await fetch('/models/starter/golden.json')).json()) as Golden;
const { image: spec } = (await (await fetch('/models/starter/onsight.json')).json()) as { image: ImageSpec };

test.each(golden.images)(
  'turns $file into the tensor that the starter pack was verified with',
  async ({ file, pixels }) => {
    const image = await decodeImage(await (await fetch(`/samples/${file}`)).blob(), { name: file });
    const [width, height] = spec.size;
    const tensor = new Float32Array(3 * width * height);
    writeTensor(fitToSpec(image.pixels, spec), spec, tensor, 0);
    const at = (x: number, y: number): number[] =>
      [0, 1, 2].map((channel) => tensor[channel * width * height + y * width + x]!);
    // Half a unit of the last digit of the golden numbers; one byte step is 0.0078 in this tensor.
    for (const [i, value] of pixels.first.entries()) expect(Math.abs(at(0, 0)[i]! - value)).toBeLessThan(1e-5);
    for (const [i, value] of pixels.centre.entries()) {
      expect(Math.abs(at(width / 2, height / 2)[i]! - value)).toBeLessThan(1e-5);
    }
    expect(Math.abs(tensor.reduce((sum, value) => sum + value, 0) / tensor.length - pixels.mean)).toBeLessThan(2e-6);
  },
);
