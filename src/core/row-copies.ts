import { isBuffer } from './check.ts';
import { copyData, copyLeaf } from './copy-data.ts';
import type { Collector } from './async/gather.ts';

/** Fields of a given row. */
interface Row {
  readonly id?: unknown;
  readonly vector: unknown;
  readonly metadata?: unknown;
  readonly modality?: unknown;
  readonly thumbnail?: unknown;
  readonly space?: unknown;
  readonly place?: unknown;
  readonly parts?: unknown;
}

/** Size of a batch of rows. */
interface RowCopiesOptions {
  /** Length of each vector. */
  readonly dims: number;
  /** Rows per batch. */
  readonly rows: number;
}

/**
 * Copies rows as they are handed in, so that the caller may refill vectors and metadata at once. The vectors of a batch
 * share one buffer: it is allocated, and cloned to a worker, once. What is invalid is kept as it is, to be refused by
 * whoever checks rows.
 */
export class RowCopies<R extends Row> implements Collector<R, readonly R[]> {
  readonly #dims: number;
  readonly #size: number;
  #numbers = new Float32Array(0);
  #rows: { readonly row: R; readonly isPacked: boolean }[] = [];

  constructor({ dims, rows }: RowCopiesOptions) {
    this.#dims = dims;
    this.#size = rows;
  }

  add(row: R): boolean {
    this.#rows.push(isObject(row) ? this.#copy(row) : { row, isPacked: false });
    return this.#rows.length >= this.#size;
  }

  take(): readonly R[] | undefined {
    if (this.#rows.length === 0) return undefined;
    const dims = this.#dims;
    const block = this.#numbers.slice(0, this.#rows.length * dims);
    const rows = this.#rows.map(({ row, isPacked }, i) =>
      isPacked ? { ...row, vector: block.subarray(i * dims, (i + 1) * dims) } : row,
    );
    this.#rows = [];
    return rows;
  }

  #copy({ id, vector, space, metadata, modality, thumbnail, place, parts }: R): {
    readonly row: R;
    readonly isPacked: boolean;
  } {
    const isPacked = isVector(vector, this.#dims);
    if (isPacked) this.#pack(vector);
    const copy = {
      id,
      vector: isPacked ? undefined : Array.isArray(vector) ? [...(vector as readonly unknown[])] : copyLeaf(vector),
      metadata: copyMetadata(metadata),
      modality,
      thumbnail: copyMetadata(thumbnail),
      ...(space === undefined ? {} : { space: copyData(space) }),
      ...(place === undefined ? {} : { place: copyData(place) }),
      ...(parts === undefined ? {} : { parts: copyData(parts) }),
    };
    return { row: copy as unknown as R, isPacked }; // the same fields with copies in them
  }

  #pack(vector: Float32Array | readonly number[]): void {
    const at = this.#rows.length * this.#dims;
    if (at + this.#dims > this.#numbers.length) {
      const grown = new Float32Array(Math.min(this.#size, Math.max(1, 2 * this.#rows.length)) * this.#dims);
      grown.set(this.#numbers.subarray(0, at));
      this.#numbers = grown;
    }
    this.#numbers.set(vector, at);
  }
}

/** Copies an object of values and lists; metadata is never nested deeper. */
function copyMetadata(metadata: unknown): unknown {
  if (!isObject(metadata) || Object.prototype.toString.call(metadata) !== '[object Object]') return metadata;
  return Object.fromEntries(
    Object.entries(metadata).map(([field, value]) => [
      field,
      Array.isArray(value) ? [...(value as readonly unknown[])] : copyLeaf(value),
    ]),
  );
}

function isVector(value: unknown, dims: number): value is Float32Array | readonly number[] {
  if (isBuffer(value, 'Float32Array')) return value.length === dims;
  return Array.isArray(value) && value.length === dims && value.every((entry) => typeof entry === 'number');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
