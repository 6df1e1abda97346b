import { EncodingMemory } from './encoding-memory.ts';

/** Memory of a batch of rows, for one batch after the other. */
export class BatchMemory {
  #vectors = new Float32Array(0);
  /** Of each of its segments. */
  readonly segments: readonly EncodingMemory[] = [new EncodingMemory(), new EncodingMemory()];

  /** Room for so many numbers. */
  vectors(length: number): Float32Array<ArrayBuffer> {
    if (this.#vectors.length < length) this.#vectors = new Float32Array(length);
    return this.#vectors.subarray(0, length);
  }
}
