import type { AbortOptions } from '../../core/async/abort.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import { floatsOf, rowsOf } from '../../runtime/tensor-data.ts';
import { toPixelTensor } from '../packs/pack-image.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import type { Tower } from '../text-embedder.ts';
import type { TowerOptions } from './text-tower.ts';

/** The image tower of a pack: fitted pictures to unit-length embeddings. */
export class ImageTower implements Tower<Pixels> {
  readonly #part: OpenPart;
  readonly #spec: ImageSpec;

  constructor(part: OpenPart, spec: ImageSpec) {
    this.#part = part;
    this.#spec = spec;
  }

  /** Embeds a batch of pictures of `spec.size`: `[images, 3, height, width]` in, one row of `dims` numbers each out. */
  async embed(images: readonly Pixels[], options: TowerOptions = {}): Promise<readonly Float32Array[]> {
    const embeds = this.#part.output('embeds');
    const feeds = { [this.#part.input('pixels')]: toPixelTensor(images, this.#spec) };
    return rowsOf(floatsOf(await this.#part.session.run(feeds, { ...options, outputs: [embeds] }), embeds));
  }

  warm(options: AbortOptions): Promise<void> {
    return this.#part.warm(options);
  }
}
