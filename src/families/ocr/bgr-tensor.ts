import type { Raster } from '../../math/geometry/warp-quad.ts';
import type { FloatTensor } from '../../runtime/tensor-data.ts';

/** How bytes become numbers, per channel in the order of the tensor: `(x / 255 - mean) / std`. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * An image as `[1, 3, height, width]` with its channels in the order blue, green, red.
 *
 * @param width - of the tensor, at least the image's; the rest at its right is 0
 */
export function toBgrTensor(image: Raster, { mean, std }: Normalization, width: number = image.width): FloatTensor {
  const plane = width * image.height;
  const data = new Float32Array(3 * plane);
  for (const [channel, shift] of mean.entries()) {
    const scale = std[channel] ?? 1;
    for (let y = 0; y < image.height; y += 1) {
      let from = 4 * y * image.width + 2 - channel;
      let to = channel * plane + y * width;
      for (let x = 0; x < image.width; x += 1, from += 4, to += 1)
        data[to] = ((image.data[from] ?? 0) / 255 - shift) / scale;
    }
  }
  return { type: 'float32', dims: [1, 3, image.height, width], data };
}
