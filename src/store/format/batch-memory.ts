import { EncodingMemory } from './encoding-memory.ts';

/** Reusable memory for batches of rows. */
export class BatchMemory {
  #vectors = new Float32Array(0);
  /** One per segment of a batch. */
  readonly segments: readonly EncodingMemory[] = [new EncodingMemory(), new EncodingMemory()];

  /** A view of `length` numbers. */
  vectors(length: number): Float32Array<ArrayBuffer> {
    if (this.#vectors.length < length) this.#vectors = new Float32Array(length);
    return this.#vectors.subarray(0, length);
  }
}
