import type { ImageSpec } from '../../media/image-spec.ts';
import type { Pixels } from '../../media/pixels.ts';
import { writeTensor } from '../../media/to-tensor.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import { floatsOf, rowsOf } from '../../runtime/tensor-data.ts';
import { tensorName, type ManifestPart } from '../manifest.ts';
import type { TowerOptions } from './text-tower.ts';

/** The image tower of a pack: fitted pictures to unit-length embeddings. */
export class ImageTower {
  readonly session: ModelSession;
  readonly #part: ManifestPart;
  readonly #spec: ImageSpec;

  constructor(session: ModelSession, part: ManifestPart, spec: ImageSpec) {
    this.session = session;
    this.#part = part;
    this.#spec = spec;
  }

  /** Embeds a batch of pictures of `spec.size`: `[images, 3, height, width]` in, one row of `dims` numbers each out. */
  async embed(images: readonly Pixels[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const [width, height] = this.#spec.size;
    const plane = 3 * width * height;
    const data = new Float32Array(images.length * plane);
    for (const [index, image] of images.entries()) writeTensor(image, this.#spec, data, index * plane);
    const pixels = tensorName(this.session.name, this.#part.in, 'pixels');
    const embeds = tensorName(this.session.name, this.#part.out, 'embeds');
    const outputs = await this.session.run(
      { [pixels]: { type: 'float32', dims: [images.length, 3, height, width], data } },
      { ...options, outputs: [embeds] },
    );
    return rowsOf(floatsOf(outputs, embeds));
  }
}
