import { dot } from '../math/dot.ts';
import { dotProducts } from '../math/matrix.ts';
import { norm } from '../math/normalize.ts';

/** Few labelled embeddings that a head is fitted to. Matrices are row-major, rows have unit length. */
export interface Examples {
  /** Width of an embedding. */
  readonly dims: number;
  /** Embeddings of the examples, one row each. */
  readonly rows: Float32Array;
  /** Class of each example, from 0 on; every class has at least one. */
  readonly classOf: readonly number[];
  /** Embeddings of the names of the classes, one row per class. */
  readonly words: Float32Array;
  /** Logit scale of the embedding model. */
  readonly scale: number;
  /** Embeddings without a label, such as a sample of the library. */
  readonly background?: Float32Array | undefined;
}

/** One linear function per class. */
export interface LinearHead {
  readonly kind: 'linear';
  readonly dims: number;
  /** Subtracted from an embedding, which is then normalised again; without it embeddings are taken as they are. */
  readonly centre?: Float32Array | undefined;
  /** One row per class. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Words plus a vote of the examples (Tip-Adapter, Zhang et al. 2022): z + alpha sum_i exp(-beta (1 - x·k_i)) v_i. */
export interface CacheHead {
  readonly kind: 'cache';
  readonly dims: number;
  readonly words: Float32Array;
  readonly scale: number;
  /** One row per example. */
  readonly keys: Float32Array;
  readonly classOf: readonly number[];
  readonly alpha: number;
  readonly beta: number;
}

/** Words scored against x' = unit(ratio relu(up relu(down x)) + (1 - ratio) x) (CLIP-Adapter, Gao et al. 2021). */
export interface AdapterHead {
  readonly kind: 'adapter';
  readonly dims: number;
  readonly words: Float32Array;
  readonly scale: number;
  /** Hidden units by `dims`. */
  readonly down: Float32Array;
  /** `dims` by hidden units. */
  readonly up: Float32Array;
  readonly ratio: number;
}

/** A classifier fitted to few examples: plain data, which can be stored and sent to a worker. */
export type Head = LinearHead | CacheHead | AdapterHead;

/** Logits of embeddings, one row per embedding and one column per class. */
export function headLogits(head: Head, rows: Float32Array): Float32Array<ArrayBuffer> {
  switch (head.kind) {
    case 'linear':
      return linearLogits(head, rows);
    case 'cache':
      return cacheLogits(head, dotProducts(rows, head.keys, head.dims), scaled(head, rows));
    case 'adapter':
      return scaled(head, adapt(head, rows).adapted);
  }
}

/** Rows minus `centre`, at unit length again; rows at the centre stay zero. */
export function centred(rows: Float32Array, centre: Float32Array | undefined, dims: number): Float32Array {
  if (centre === undefined) return rows;
  return toUnitRows(
    Float32Array.from(rows, (value, i) => value - centre[i % dims]!),
    dims,
  );
}

/** Normalises rows in place; rows of zeros stay. */
export function toUnitRows<T extends Float32Array>(rows: T, dims: number): T {
  for (let from = 0; from < rows.length; from += dims) {
    const length = norm(rows.subarray(from, from + dims));
    if (length === 0) continue;
    for (let i = from; i < from + dims; i += 1) rows[i]! /= length;
  }
  return rows;
}

function linearLogits({ weights, bias, centre, dims }: LinearHead, rows: Float32Array): Float32Array<ArrayBuffer> {
  return dotProducts(centred(rows, centre, dims), weights, dims).map((value, i) => value + bias[i % bias.length]!);
}

/** Scaled cosines of rows with the words of a head. */
export function scaled(
  { words, scale, dims }: Pick<CacheHead, 'words' | 'scale' | 'dims'>,
  rows: Float32Array,
): Float32Array<ArrayBuffer> {
  return dotProducts(rows, words, dims).map((value) => value * scale);
}

/** Adds the vote of the examples to `logits`; `cosines` has a row per embedding and a column per example. */
export function cacheLogits(
  { classOf, alpha, beta }: Pick<CacheHead, 'classOf' | 'alpha' | 'beta'>,
  cosines: Float32Array,
  logits: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const examples = classOf.length;
  const rows = cosines.length / examples;
  const classes = logits.length / rows;
  for (let row = 0; row < rows; row += 1)
    for (const [i, own] of classOf.entries())
      logits[row * classes + own]! += alpha * Math.exp(beta * (cosines[row * examples + i]! - 1));
  return logits;
}

/** Output of a CLIP-Adapter with what its gradient needs. */
export function adapt(
  { dims, down, up, ratio }: Pick<AdapterHead, 'dims' | 'down' | 'up' | 'ratio'>,
  rows: Float32Array,
): {
  /** Rows at unit length. */
  readonly adapted: Float32Array<ArrayBuffer>;
  readonly lengths: Float32Array;
  /** Activations after the first and the second layer. */
  readonly hidden: Float32Array;
  readonly outer: Float32Array;
} {
  const relu = (value: number): number => (value > 0 ? value : 0);
  const hidden = dotProducts(rows, down, dims).map(relu);
  const outer = dotProducts(hidden, up, down.length / dims).map(relu);
  const adapted = outer.map((value, i) => ratio * value + (1 - ratio) * rows[i]!);
  const lengths = new Float32Array(rows.length / dims);
  for (let row = 0; row < lengths.length; row += 1) {
    const own = adapted.subarray(row * dims, (row + 1) * dims);
    lengths[row] = Math.sqrt(dot(own, 0, own));
  }
  toUnitRows(adapted, dims);
  return { adapted, lengths, hidden, outer };
}
