import { layOut } from './packed-arrays.ts';

type PackedArrays = ReturnType<typeof layOut>;

/**
 * Memory that rows are encoded in again and again. New memory costs more than what is done in it: a browser gets it
 * page by page, and the collector has to find out that it is free.
 */
export class EncodingMemory {
  readonly #packs = new Map<string, { readonly key: string; readonly packed: PackedArrays }>();

  /** Arrays in one buffer, see `layOut`: those that were taken last for this purpose, where they fit, as they were left. */
  take(purpose: string, shapes: Parameters<typeof layOut>[1]): PackedArrays {
    const key = String(shapes);
    const known = this.#packs.get(purpose);
    if (known?.key === key) return known.packed;
    const packed = layOut(null, shapes);
    this.#packs.set(purpose, { key, packed });
    return packed;
  }
}
