import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import { writeTensor } from '../../media/tensor/to-tensor.ts';
import type { TensorData } from '../../runtime/tensor-data.ts';
import { sectionOf, type Manifest } from './manifest.ts';

/** Image spec of a pack. @throws OnsightError `unsupported-model` if it takes no images */
export function packImageSpec(manifest: Manifest): ImageSpec {
  const { edge, crop, ...rest } = sectionOf(manifest, 'image');
  return { ...rest, ...(edge === undefined ? {} : { edge }), ...(crop === undefined ? {} : { crop }) };
}

/** Images of `spec.size` as `[images, 3, height, width]`. */
export function toPixelTensor(images: readonly Pixels[], spec: ImageSpec): TensorData {
  const [width, height] = spec.size;
  const plane = 3 * width * height;
  const data = new Float32Array(images.length * plane);
  for (const [index, image] of images.entries()) writeTensor(image, spec, data, index * plane);
  return { type: 'float32', dims: [images.length, 3, height, width], data };
}
