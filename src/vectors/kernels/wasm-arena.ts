import { pageBytes, type ScanEngine } from '../scan/scan-engine.ts';

/** Most rows per scan call; the output area of {@link layout} is sized for it. */
export const pieceRows = 4096;

/** Byte offsets of the scratch areas of an arena; allocations start at `heap`. */
export const layout = {
  query: 16,
  mask: 8208,
  vector: 8720,
  residuals: 41_488,
  dots: 45_584,
  found: 45_584 + pieceRows * 4,
  heap: 45_584 + pieceRows * 28,
} as const;

/** A range of an arena's memory. */
export interface Allocation {
  readonly arena: WasmArena;
  readonly at: number;
  readonly bytes: number;
}

/**
 * An allocator over one WASM memory of bounded size. Several arenas replace one giant memory because phones refuse
 * those, and because an empty arena can be released while a WASM memory never shrinks.
 */
export class WasmArena {
  readonly engine: ScanEngine;
  readonly #limit: number;
  /** Free ranges below `#top`, in order. */
  #holes: { at: number; bytes: number }[] = [];
  #top: number = layout.heap;
  /** The vector in the scratch area, written by the last {@link WasmArena.product}. */
  #vector: Float64Array | undefined;
  #bytes = new Uint8Array(0);
  #floats = new Float32Array(0);
  #found = new Float64Array(0);

  constructor(engine: ScanEngine, limit: number) {
    this.engine = engine;
    this.#limit = limit;
  }

  /** The whole memory as bytes. Cached until the memory grows, because creating a view takes longer than the reads. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.engine;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** The whole memory as float32. */
  get floats(): Float32Array<ArrayBuffer> {
    const { buffer } = this.engine;
    if (this.#floats.buffer !== buffer) this.#floats = new Float32Array(buffer);
    return this.#floats;
  }

  /** {@link ScanEngine.product} of the row whose first code is at `codes`. */
  product(vector: Float64Array, codes: number, residuals: Int8Array): number {
    const { bytes } = this;
    if (this.#vector !== vector) {
      new Float64Array(bytes.buffer, layout.vector).set(vector);
      this.#vector = vector;
    }
    new Int8Array(bytes.buffer, layout.residuals).set(residuals);
    return this.engine.product(codes, layout.residuals, layout.vector, vector.length);
  }

  /** Output of the last scan: row, score and upper bound of each row. */
  get found(): Float64Array<ArrayBuffer> {
    const { buffer } = this.engine;
    if (this.#found.buffer !== buffer) this.#found = new Float64Array(buffer, layout.found, pieceRows * 3);
    return this.#found;
  }

  get isEmpty(): boolean {
    return this.#top === layout.heap;
  }

  /** Allocates `bytes` (a multiple of 16); undefined if the arena is full or cannot grow. */
  allocate(bytes: number): Allocation | undefined {
    const hole = this.#holes.find((candidate) => candidate.bytes >= bytes);
    if (hole !== undefined) {
      const { at } = hole;
      hole.at += bytes;
      hole.bytes -= bytes;
      if (hole.bytes === 0) this.#holes.splice(this.#holes.indexOf(hole), 1);
      return { arena: this, at, bytes };
    }
    if (this.#top + bytes > this.#limit || !this.#grow(this.#top + bytes)) return undefined;
    const at = this.#top;
    this.#top += bytes;
    return { arena: this, at, bytes };
  }

  /** Frees an allocation and merges it with free neighbours. */
  free({ at, bytes }: Allocation): void {
    const next = [...this.#holes, { at, bytes }].sort((a, b) => a.at - b.at);
    this.#holes = [];
    for (const hole of next) {
      const last = this.#holes.at(-1);
      if (last !== undefined && last.at + last.bytes === hole.at) last.bytes += hole.bytes;
      else this.#holes.push(hole);
    }
    const last = this.#holes.at(-1);
    if (last !== undefined && last.at + last.bytes === this.#top) {
      this.#top = last.at;
      this.#holes.pop();
    }
  }

  /** Returns false if the system has no more memory. */
  #grow(bytes: number): boolean {
    const has = this.engine.buffer.byteLength;
    if (bytes <= has) return true;
    // By at least an eighth, because growing may copy the whole memory.
    const wanted = Math.max(bytes, Math.min(this.#limit, has + has / 8));
    try {
      this.engine.grow(Math.ceil(wanted / pageBytes) * pageBytes);
      return true;
    } catch {
      return false;
    }
  }
}
