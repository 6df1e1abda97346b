import { OnsightError } from '../../core/errors.ts';
import { lookSide, toLook, type ImageLook } from '../../math/same-image/image-look.ts';
import type { RowStore } from '../../store/contract/store.ts';
import type { ImageReader } from '../embedder.ts';

/** Looks that are kept in memory, 9 kB each. */
const keptLooks = 4_096;

/** The looks of stored thumbnails, made when they are asked for; those used longest ago are dropped. */
export class StoredLooks {
  readonly #store: Pick<RowStore, 'thumbnails'>;
  readonly #images: Pick<ImageReader, 'decode'>;
  /** Least recently used first. Undefined for items that have no readable thumbnail. */
  readonly #looks = new Map<string, ImageLook | undefined>();

  constructor(store: Pick<RowStore, 'thumbnails'>, images: Pick<ImageReader, 'decode'>) {
    this.#store = store;
    this.#images = images;
  }

  /** The look of an item, or undefined if it has no thumbnail that can be read. */
  async get(id: string, signal: AbortSignal | undefined): Promise<ImageLook | undefined> {
    const look = this.#looks.has(id) ? this.#looks.get(id) : await this.#read(id, signal);
    this.#looks.delete(id);
    this.#looks.set(id, look);
    for (const oldest of this.#looks.keys()) {
      if (this.#looks.size <= keptLooks) break;
      this.#looks.delete(oldest);
    }
    return look;
  }

  async #read(id: string, signal: AbortSignal | undefined): Promise<ImageLook | undefined> {
    const stored = (await this.#store.thumbnails([id], { signal })).get(id);
    if (stored === undefined) return undefined;
    try {
      return toLook(await this.#images.decode(new Blob([stored.bytes], { type: stored.type }), lookSide, { signal }));
    } catch (error) {
      // A thumbnail that cannot be read says nothing, like one that is missing.
      if (OnsightError.is(error, 'image-unreadable') || OnsightError.is(error, 'unsupported-media')) return undefined;
      throw error;
    }
  }
}
