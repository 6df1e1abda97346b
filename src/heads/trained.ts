import { createRandom } from '../math/random.ts';
import { dotProducts } from '../math/matrix.ts';
import { classMeans } from './closed-form.ts';
import {
  adapt,
  cacheLogits,
  centred,
  scaled,
  toUnitRows,
  type AdapterHead,
  type CacheHead,
  type Examples,
  type LinearHead,
} from './head.ts';
import { crossEntropy } from './losses.ts';
import { rateAt, startState, step, type OptimiserOptions } from './optimiser.ts';

/** Full-batch training: no order of examples, hence the same head for the same examples. */
interface Training {
  readonly steps: number;
  readonly rate: number;
  readonly warmup: number;
  readonly optimiser?: OptimiserOptions;
  readonly signal?: AbortSignal | undefined;
}

/** Descends along the gradients that `slopes` returns for `parameters`, in their order. */
function train(parameters: readonly Float32Array[], slopes: () => readonly Float32Array[], training: Training): void {
  const states = parameters.map(({ length }) => startState(length));
  for (let at = 0; at < training.steps; at += 1) {
    training.signal?.throwIfAborted();
    const rate = rateAt({ kind: 'warmup-cosine', ...training }, at);
    for (const [i, slope] of slopes().entries()) step(parameters[i]!, slope, states[i]!, rate, training.optimiser);
  }
}

/** Options of {@link linearHead}. */
interface LinearOptions {
  /** Rows that the head starts at, one per class; its rows are then compared with embeddings minus `centre`. */
  readonly start: Float32Array;
  readonly centre?: Float32Array | undefined;
  /** One per example. @defaultValue 1 / examples of its class, so that classes count alike */
  readonly weights?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Multinomial logistic regression on unit embeddings with a fixed scale: 200 full-batch AdamW steps, rate 0.001, decay
 * 0.01, warm-up of 10 steps, half cosine. Started at words it is the linear probe of Lin et al. 2023 ("cross-modal").
 */
export function linearHead(examples: Examples, { start, centre, weights, signal }: LinearOptions): LinearHead {
  const { dims, classOf, scale } = examples;
  const rows = centred(examples.rows, centre, dims);
  const matrix = Float32Array.from(start);
  const columns = transposedRows(rows, dims);
  const perExample = weights ?? classOf.map((own) => 1 / classOf.filter((other) => other === own).length);
  const slopes = (): readonly Float32Array[] => {
    const logits = dotProducts(rows, matrix, dims).map((value) => value * scale);
    return [timesRows(crossEntropy(logits, classOf, perExample).slope, columns, classOf.length, scale)];
  };
  train([matrix], slopes, { steps: 200, rate: 1e-3, warmup: 10, signal });
  const result = matrix.map((value) => value * scale);
  return { kind: 'linear', dims, centre, weights: result, bias: new Float32Array(result.length / dims) };
}

/**
 * Start of a linear head where words say little: the class means plus half of the words, each minus its mean, at unit
 * length. Photos and words lie in different cones of the space, so that only differences within each can be added.
 */
export function startBetween(
  examples: Examples,
  centre: Float32Array | undefined,
  weights?: readonly number[],
): Float32Array<ArrayBuffer> {
  const { dims, words, rows } = examples;
  const means = toUnitRows(classMeans({ ...examples, rows: centred(rows, centre, dims) }, weights), dims);
  const classes = words.length / dims;
  const middle = new Float32Array(dims);
  for (let i = 0; i < words.length; i += 1) middle[i % dims]! += words[i]! / classes;
  const names = centred(words, classes > 1 && centre !== undefined ? middle : undefined, dims);
  return toUnitRows(
    means.map((value, i) => value + names[i]! / 2),
    dims,
  );
}

/** Tip-Adapter. With `trained`, its keys are learnt (Tip-Adapter-F): 20 steps of AdamW, rate 0.001, epsilon 1e-4. */
export function cacheHead(
  examples: Examples,
  options: {
    readonly trained: boolean;
    readonly alpha?: number;
    readonly beta?: number;
    readonly signal?: AbortSignal;
  },
): CacheHead {
  const { dims, rows, classOf, words, scale } = examples;
  const perClass = (classOf.length * dims) / words.length;
  // The authors' defaults (1.17 and 1) fit the narrow cosines of CLIP at a scale of 100; these are free of both.
  const { trained, alpha = scale / Math.sqrt(perClass), beta = 3, signal } = options;
  const keys = Float32Array.from(rows);
  const head: CacheHead = { kind: 'cache', dims, words, scale, keys, classOf, alpha, beta };
  if (!trained) return head;
  const [byWords, columns] = [scaled(head, rows), transposedRows(rows, dims)];
  const [count, classes] = [classOf.length, words.length / dims];
  const slopes = (): readonly Float32Array[] => {
    const cosines = dotProducts(rows, keys, dims);
    const { slope } = crossEntropy(cacheLogits(head, cosines, Float32Array.from(byWords)), classOf);
    // Of the cosine of row i with key k, whose vote goes to one class.
    const perCosine = cosines.map((cosine, at) => {
      const [row, key] = [Math.floor(at / count), at % count];
      return slope[row * classes + classOf[key]!]! * alpha * beta * Math.exp(beta * (cosine - 1));
    });
    return [timesRows(perCosine, columns, count, 1)];
  };
  train([keys], slopes, { steps: 20, rate: 1e-3, warmup: 0, optimiser: { epsilon: 1e-4 }, signal });
  return head;
}

/** CLIP-Adapter: a bottleneck of a quarter of the width, ratio 0.2, 200 full-batch AdamW steps at a rate of 0.001. */
export function adapterHead(
  examples: Examples,
  options: { readonly seed: number; readonly ratio?: number; readonly signal?: AbortSignal },
): AdapterHead {
  const { dims, rows, classOf, words, scale } = examples;
  const { seed, ratio = 0.2, signal } = options;
  const units = Math.max(1, Math.floor(dims / 4));
  const random = createRandom(seed);
  // PyTorch's default for a linear layer: uniform within 1 / sqrt(inputs).
  const uniform = (size: number, inputs: number): Float32Array =>
    Float32Array.from({ length: size }, () => (2 * random() - 1) / Math.sqrt(inputs));
  const [down, up] = [uniform(units * dims, dims), uniform(dims * units, units)];
  const head: AdapterHead = { kind: 'adapter', dims, words, scale, down, up, ratio };
  const columns = transposedRows(rows, dims);
  const slopes = (): readonly Float32Array[] => {
    const pass = adapt(head, rows);
    const { slope } = crossEntropy(scaled(head, pass.adapted), classOf);
    const outer = outerSlope(head, pass, timesWords(slope, words, dims, scale));
    const hidden = new Float32Array(pass.hidden.length);
    for (let row = 0; row < classOf.length; row += 1)
      for (let i = 0; i < dims; i += 1) {
        const share = outer[row * dims + i]!;
        if (share === 0) continue;
        for (let unit = 0; unit < units; unit += 1) hidden[row * units + unit]! += share * up[i * units + unit]!;
      }
    for (const [i, value] of pass.hidden.entries()) if (value === 0) hidden[i] = 0;
    return [
      timesRows(hidden, columns, classOf.length, 1),
      timesRows(outer, transposedRows(pass.hidden, units), classOf.length, 1),
    ];
  };
  train([down, up], slopes, { steps: 200, rate: 1e-3, warmup: 10, signal });
  return head;
}

/** Slope of the second layer's activations, from the slope of the unit rows after it. */
function outerSlope(
  { dims, ratio }: AdapterHead,
  { adapted, lengths, outer }: ReturnType<typeof adapt>,
  slope: Float32Array,
): Float32Array {
  const result = new Float32Array(slope.length);
  for (const [row, length] of lengths.entries()) {
    let along = 0;
    for (let i = row * dims; i < (row + 1) * dims; i += 1) along += slope[i]! * adapted[i]!;
    for (let i = row * dims; i < (row + 1) * dims; i += 1)
      if (outer[i]! > 0) result[i] = (ratio * (slope[i]! - along * adapted[i]!)) / length;
  }
  return result;
}

/** Slope of rows from the slope of their scaled products with `words`. */
function timesWords(slope: Float32Array, words: Float32Array, dims: number, scale: number): Float32Array {
  const classes = words.length / dims;
  const result = new Float32Array((slope.length / classes) * dims);
  for (const [at, share] of slope.entries()) {
    const [row, each] = [Math.floor(at / classes), at % classes];
    for (let i = 0; i < dims; i += 1) result[row * dims + i]! += share * scale * words[each * dims + i]!;
  }
  return result;
}

/** Columns of a matrix as rows. */
function transposedRows(rows: Float32Array, dims: number): Float32Array<ArrayBuffer> {
  const count = rows.length / dims;
  return Float32Array.from({ length: rows.length }, (_, i) => rows[(i % count) * dims + Math.floor(i / count)]!);
}

/** `factor` slopeᵀ rows: the slope of a matrix that `rows` were multiplied with; `columns` are the transposed rows. */
function timesRows(slope: Float32Array, columns: Float32Array, count: number, factor: number): Float32Array {
  return dotProducts(transposedRows(slope, slope.length / count), columns, count).map((value) => value * factor);
}
