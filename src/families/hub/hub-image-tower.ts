import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import { writeTensor } from '../../media/tensor/to-tensor.ts';
import type { TransformersSession } from '../../runtime/transformers/transformers-session.ts';
import type { Tower } from '../text-embedder.ts';
import type { HubPlan } from './hub-plan.ts';
import { HubTower, unusable, type TowerOptions } from './hub-tower.ts';

/** Fitted images to unit-length embeddings. */
export class HubImageTower extends HubTower implements Tower<Pixels> {
  readonly #spec: ImageSpec;

  constructor(session: TransformersSession, plan: HubPlan) {
    super(session, plan, 'image');
    this.#spec = plan.image;
    const { shape = [] } = session.inputs.find(({ name }) => name === 'pixel_values') ?? {};
    const [width, height] = plan.image.size;
    const [, , graphHeight, graphWidth] = shape;
    if (
      (typeof graphHeight === 'number' && graphHeight !== height) ||
      (typeof graphWidth === 'number' && graphWidth !== width)
    )
      throw unusable(
        plan,
        `its graph takes images of ${String(graphWidth)} x ${String(graphHeight)}, its preprocessor_config.json says ${String(width)} x ${String(height)}`,
      );
  }

  /** `[images, 3, height, width]` in, one row of `dims` numbers per image out. */
  async embed(images: readonly Pixels[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const [width, height] = this.#spec.size;
    const plane = 3 * width * height;
    const data = new Float32Array(images.length * plane);
    for (const [index, image] of images.entries()) writeTensor(image, this.#spec, data, index * plane);
    return this.rows(
      { pixel_values: { type: 'float32', dims: [images.length, 3, height, width], data } },
      images.length,
      options,
    );
  }
}
