import { pageBytes, type ScanEngine } from '../scan/scan-engine.ts';

/** Rows of one scan call at most; the room for what it writes is laid out for it. */
export const pieceRows = 4096;

/** Where a bank keeps what a scan and a product read and write; room for codes begins after it. */
export const layout = {
  query: 16,
  mask: 8208,
  vector: 8720,
  residuals: 41_488,
  dots: 45_584,
  found: 45_584 + pieceRows * 4,
  room: 45_584 + pieceRows * 28,
} as const;

/** A stretch of a bank's memory. */
export interface Room {
  readonly bank: CodeBank;
  readonly at: number;
  readonly bytes: number;
}

/**
 * One memory of bounded size with rooms in it. Several of them hold any amount without one giant memory, which phones
 * refuse, and an empty one can be given back, which a single memory cannot.
 */
export class CodeBank {
  readonly engine: ScanEngine;
  readonly #limit: number;
  /** Free stretches below `#top`, in order. */
  #holes: { at: number; bytes: number }[] = [];
  #top: number = layout.room;
  /** The vector that was asked with last: it lies in the memory. */
  #vector: Float64Array | undefined;
  #bytes = new Uint8Array(0);
  #floats = new Float32Array(0);
  #found = new Float64Array(0);

  constructor(engine: ScanEngine, limit: number) {
    this.engine = engine;
    this.#limit = limit;
  }

  /** All of its memory as bytes; the same array until the memory grows, for new ones take longer than what is read. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.engine;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  /** All of its memory as float32. */
  get floats(): Float32Array<ArrayBuffer> {
    const { buffer } = this.engine;
    if (this.#floats.buffer !== buffer) this.#floats = new Float32Array(buffer);
    return this.#floats;
  }

  /** `engine.product` of a row whose first code lies at `codes`. */
  product(vector: Float64Array, codes: number, residuals: Int8Array): number {
    const { bytes } = this;
    if (this.#vector !== vector) {
      new Float64Array(bytes.buffer, layout.vector).set(vector);
      this.#vector = vector;
    }
    new Int8Array(bytes.buffer, layout.residuals).set(residuals);
    return this.engine.product(codes, layout.residuals, layout.vector, vector.length);
  }

  /** What a scan has written: row, score and upper bound of each. */
  get found(): Float64Array<ArrayBuffer> {
    const { buffer } = this.engine;
    if (this.#found.buffer !== buffer) this.#found = new Float64Array(buffer, layout.found, pieceRows * 3);
    return this.#found;
  }

  get isEmpty(): boolean {
    return this.#top === layout.room;
  }

  /** A room of `bytes` (a multiple of 16); undefined when the bank is full or cannot grow. */
  take(bytes: number): Room | undefined {
    const hole = this.#holes.find((candidate) => candidate.bytes >= bytes);
    if (hole !== undefined) {
      const { at } = hole;
      hole.at += bytes;
      hole.bytes -= bytes;
      if (hole.bytes === 0) this.#holes.splice(this.#holes.indexOf(hole), 1);
      return { bank: this, at, bytes };
    }
    if (this.#top + bytes > this.#limit || !this.#grow(this.#top + bytes)) return undefined;
    const at = this.#top;
    this.#top += bytes;
    return { bank: this, at, bytes };
  }

  /** Frees a room for later ones. */
  give({ at, bytes }: Room): void {
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

  /** False when the system gives no more. */
  #grow(bytes: number): boolean {
    const has = this.engine.buffer.byteLength;
    if (bytes <= has) return true;
    // By an eighth at least: growing is costly where it copies.
    const wanted = Math.max(bytes, Math.min(this.#limit, has + has / 8));
    try {
      this.engine.grow(Math.ceil(wanted / pageBytes) * pageBytes);
      return true;
    } catch {
      return false;
    }
  }
}
