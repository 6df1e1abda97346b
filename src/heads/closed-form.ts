import { dotProducts, meanOf, scatterOf, solveSymmetric } from '../math/matrix.ts';
import { norm } from '../math/normalize.ts';
import { toUnitRows, type Examples, type LinearHead } from './head.ts';

/** Mean and covariance of unlabelled embeddings, such as a sample of the library: computed once for many heads. */
export interface Background {
  readonly mean: Float32Array;
  /** Row-major, `dims` by `dims`. */
  readonly covariance: Float64Array;
}

/** Statistics of unlabelled embeddings. */
export function backgroundOf(rows: Float32Array, dims: number): Background {
  const mean = meanOf(rows, dims);
  const count = rows.length / dims;
  return { mean, covariance: scatterOf(rows, dims, mean, () => 1 / count) };
}

/** Means of the examples of each class, one row per class. `weights`: one per example, 1 by default. */
export function classMeans(
  { rows, classOf, dims, words }: Examples,
  weights?: readonly number[],
): Float32Array<ArrayBuffer> {
  const means = new Float32Array(words.length);
  for (let each = 0; each < words.length / dims; each += 1)
    means.set(
      meanOf(rows, dims, (row) => (classOf[row] === each ? (weights?.[row] ?? 1) : 0)),
      each * dims,
    );
  return means;
}

/** Nearest class mean: logits are scaled cosines with the normalised mean of each class. */
export function prototypeHead(examples: Examples): LinearHead {
  const { dims, scale } = examples;
  const weights = toUnitRows(classMeans(examples), dims).map((value) => value * scale);
  return { kind: 'linear', dims, weights, bias: new Float32Array(weights.length / dims) };
}

/**
 * Linear discriminant analysis: W = C⁻¹ μ, b = -μᵀ C⁻¹ μ / 2 (Wang et al. 2024, "A hard-to-beat baseline for
 * training-free CLIP-based adaptation"). C blends the scatter within classes with the covariance of the background, so
 * that fewer examples than dimensions suffice, and is shrunk by 0.3 of its mean variance towards the identity.
 */
export function ldaHead(examples: Examples, background: Background | undefined): LinearHead {
  const { dims, rows, classOf, words } = examples;
  const means = classMeans(examples);
  const [count, classes] = [classOf.length, words.length / dims];
  const residuals = Float32Array.from(rows, (value, i) => {
    const [row, axis] = [Math.floor(i / dims), i % dims];
    return value - means[classOf[row]! * dims + axis]!;
  });
  const within = scatterOf(residuals, dims, new Float32Array(dims), () => 1 / count);
  const trust = count / classes - 1;
  const covariance = within.map((value, i) =>
    background === undefined ? value : (value * trust + background.covariance[i]! * 2) / (trust + 2),
  );
  addToDiagonal(covariance, dims, Math.max(1e-6, (0.3 * traceOf(covariance, dims)) / dims));
  const solved = Float32Array.from(solveSymmetric(covariance, Float64Array.from(means), dims));
  const bias = new Float32Array(classes);
  for (let each = 0; each < classes; each += 1)
    for (let i = each * dims; i < (each + 1) * dims; i += 1) bias[each]! -= (solved[i]! * means[i]!) / 2;
  return asConfidentAsWords({ kind: 'linear', dims, weights: solved, bias }, examples);
}

/** Ridge regression of each class against the background; see {@link ridgeAgainst}. */
export function ridgeHead(examples: Examples, background: Background | undefined): LinearHead {
  const { dims, rows, classOf, words } = examples;
  const against = background ?? backgroundOf(rows, dims);
  const weights = new Float32Array(words.length);
  const bias = new Float32Array(words.length / dims);
  for (const [each] of bias.entries()) {
    const own = rowsOf(rows, dims, (row) => classOf[row] === each);
    const { query, offset } = ridgeAgainst(against, own, dims);
    weights.set(query, each * dims);
    bias[each] = offset;
  }
  return asConfidentAsWords({ kind: 'linear', dims, weights, bias }, examples);
}

/**
 * Ridge regression of a few examples against a library (closed form): minimises the sum of w (q·(x - m) - y)² + 0.01
 * |q|², where y is 1 for examples and -1 for every row of the library, counter-examples included; m is the mean of the
 * library. Examples and library weigh 1/2 each; counter-examples take half of the library's weight.
 *
 * @returns `query`: rows are ranked by their dot product with it; `offset`: added to it, the score y
 */
export function ridgeAgainst(
  { mean, covariance }: Background,
  examples: Float32Array,
  dims: number,
  counterExamples: Float32Array = new Float32Array(),
): { readonly query: Float32Array; readonly offset: number } {
  const parts = [
    { rows: examples, weight: 0.5, target: 1 },
    { rows: counterExamples, weight: 0.25, target: -1 },
  ].filter(({ rows }) => rows.length > 0);
  const libraryWeight = parts.length === 1 ? 0.5 : 0.25;
  const matrix = covariance.map((value) => value * libraryWeight);
  const right = new Float64Array(dims);
  for (const { rows, weight, target } of parts) {
    const share = (weight * dims) / rows.length;
    const scatter = scatterOf(rows, dims, mean, () => share);
    for (let i = 0; i < matrix.length; i += 1) matrix[i]! += scatter[i]!;
    const own = meanOf(rows, dims);
    for (let i = 0; i < dims; i += 1) right[i]! += weight * target * (own[i]! - mean[i]!);
  }
  addToDiagonal(matrix, dims, 0.01);
  const query = Float32Array.from(solveSymmetric(matrix, right, dims));
  return { query, offset: -dotProducts(query, mean, dims)[0]! };
}

/** Rows for which `isWanted` holds. */
function rowsOf(rows: Float32Array, dims: number, isWanted: (row: number) => boolean): Float32Array<ArrayBuffer> {
  return rows.filter((_, i) => isWanted(Math.floor(i / dims)));
}

/** Scales logits to the spread that the words' logits have over the examples: a closed form has no temperature. */
function asConfidentAsWords(head: LinearHead, { rows, words, dims, scale }: Examples): LinearHead {
  const spread = (logits: Float32Array): number => norm(logits.map((value) => value - meanOf(logits, 1)[0]!));
  const own = dotProducts(rows, head.weights, dims).map((value, i) => value + head.bias[i % head.bias.length]!);
  const byWords = dotProducts(rows, words, dims);
  const factor = (scale * spread(byWords)) / Math.max(spread(own), Number.MIN_VALUE);
  const times = (values: Float32Array): Float32Array => values.map((value) => value * factor);
  return { ...head, weights: times(head.weights), bias: times(head.bias) };
}

function addToDiagonal(matrix: Float64Array, dims: number, value: number): void {
  for (let i = 0; i < dims; i += 1) matrix[i * dims + i]! += value;
}

function traceOf(matrix: Float64Array, dims: number): number {
  let trace = 0;
  for (let i = 0; i < dims; i += 1) trace += matrix[i * dims + i]!;
  return trace;
}
