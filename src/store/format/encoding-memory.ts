import { layOut } from './packed-arrays.ts';

type PackedArrays = ReturnType<typeof layOut>;

/**
 * Buffers reused between batches. Allocating costs more than encoding, because a browser commits memory page by page
 * and the garbage collector has to reclaim it.
 */
export class EncodingMemory {
  readonly #packs = new Map<string, { readonly key: string; readonly packed: PackedArrays }>();

  /**
   * Returns arrays in one buffer, see `layOut`. Reuses the arrays of the last call for this purpose if they fit; their
   * content is not cleared.
   */
  take(purpose: string, shapes: Parameters<typeof layOut>[1]): PackedArrays {
    const key = String(shapes);
    const known = this.#packs.get(purpose);
    if (known?.key === key) return known.packed;
    const packed = layOut(null, shapes);
    this.#packs.set(purpose, { key, packed });
    return packed;
  }
}
