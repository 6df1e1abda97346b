import { layout, pieceRows, type Allocation } from '../kernels/wasm-arena.ts';
import { paddedDims } from '../codes/encoded-rows.ts';
import type { Metric } from '../codes/metric.ts';
import { queryTerms, type QueryTerms } from '../codes/query-terms.ts';
import { ArenaSegment } from '../scan/resident-segment.ts';
import type { ResidentSegment } from '../kernels/vector-kernels.ts';
import { codeRows } from './code-rows.ts';
import type { SketchParams } from './sketch-params.ts';
import type { Sketches } from './sketches.ts';

/** Rows of a segment and the indexes of their sketches. */
interface SketchJob {
  readonly segment: ResidentSegment;
  /** Rows of the segment, and the index of each among the sketches. */
  readonly rows: readonly number[];
  readonly places: readonly number[];
}

type Resident = ArenaSegment & { readonly allocation: Allocation };

/** Upper bound on the length of the rows of a segment, as `sketchParams` needs it. Unit vectors have length 1. */
export function longestRow(segment: ResidentSegment, metric: Metric): number {
  const { mean, allocation, scales, errors, rows } = checked(segment);
  const { buffer } = allocation.arena.engine;
  const deviations = new Float32Array(buffer, scales, rows);
  const farthest = 127 * Math.sqrt(mean.length) * largest(deviations);
  const length = metric === 'cosine' ? 1 : Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0)) + farthest;
  return length + largest(new Float32Array(buffer, errors, rows));
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function checked(segment: ResidentSegment): Resident {
  if (!(segment instanceof ArenaSegment) || segment.allocation === undefined)
    throw new RangeError('Expected a segment that is in memory.');
  return segment as Resident; // checked above
}

/** Computes sketches of rows from their coarse codes alone. */
export function sketchSegment({ segment, rows, places }: SketchJob, params: SketchParams, sketches: Sketches): void {
  const resident = checked(segment);
  const measures = measureRows(resident, params.axes);
  const code = codeRows(resident, params, sketches);
  rows.forEach((row, i) => {
    const measured = measures(row);
    const place = places[i]!;
    code(row, place);
    for (const { width, numbers, slacks, errors } of sketches.levels) {
      const { slack, error } = fill(measured, params, numbers.subarray(place * width, (place + 1) * width));
      slacks[place] = slack;
      if (errors !== undefined) errors[place] = error * params.unit * (1 + 2 ** -20);
    }
  });
}

/** Decoded coarse codes of a row, x^, and the bounds on their error. */
interface Measured {
  /** x^ along each axis, and the L2 error of all components together. */
  readonly along: Float64Array;
  readonly alongError: number;
  readonly squaredLength: number;
  readonly squaredError: number;
  /** Upper bound on the L2 distance of x^ from the row. */
  readonly error: number;
}

/** Projects a segment on all axes; returns a reader for single rows. */
function measureRows(segment: Resident, axes: readonly Float64Array[]): (row: number) => Measured {
  const { mean } = segment;
  const terms = axes.map((axis) => queryTerms('dot', Float32Array.from(axis))(mean));
  const meanTerms = queryTerms('dot', mean)(mean);
  const along = new Float64Array(segment.rows * axes.length);
  terms.forEach((each, axis) => {
    productsOf(segment, each, (row, product) => (along[row * axes.length + axis] = product));
  });
  const meanProducts = new Float64Array(segment.rows);
  productsOf(segment, meanTerms, (row, product) => (meanProducts[row] = product));
  const norms = normsOf(segment);
  const { buffer } = segment.allocation.arena.engine;
  const scales = new Float32Array(buffer, segment.scales, segment.rows);
  const errors = new Float32Array(buffer, segment.errors, segment.rows);
  const rounded = Math.hypot(...terms.map(({ quantized }) => quantized.error));
  const rounding = Math.hypot(...terms.map((each) => each.rounding));
  const roundingPerScale = Math.hypot(...terms.map((each) => each.roundingPerScale));
  return (row) => {
    const scale = scales[row]!;
    const deviation = scale * Math.sqrt(norms[row]!);
    const squaredLength = 2 * meanProducts[row]! - meanTerms.base + deviation * deviation;
    const meanError = meanTerms.quantized.error * deviation + meanTerms.rounding + meanTerms.roundingPerScale * scale;
    return {
      along: along.subarray(row * axes.length, (row + 1) * axes.length),
      alongError:
        rounded * deviation +
        rounding +
        roundingPerScale * scale +
        axisRounding * Math.sqrt(Math.max(0, squaredLength)),
      squaredLength,
      squaredError: 2 * meanError + 2 ** -40 * (squaredLength + meanTerms.base),
      error: errors[row]!,
    };
  };
}

/** Axes are stored as float32: a relative error of 2^-24 each, at most 8 times that for 64 together. */
const axisRounding = 2 ** -20;

/** Computes mean + scale * centred codes, times a vector, for every row. */
function productsOf(
  segment: Resident,
  { quantized, scan }: QueryTerms,
  take: (row: number, product: number) => void,
): void {
  const { arena } = segment.allocation;
  const { engine } = arena;
  const padded = quantized.values.length;
  engine.writeQuery(quantized.values, layout.query);
  const found = new Float64Array(engine.buffer, layout.found, pieceRows * 3);
  for (let from = 0; from < segment.rows; from += pieceRows) {
    const rows = Math.min(pieceRows, segment.rows - from);
    const count = engine.scan({
      codes: segment.codes + from * padded,
      scales: segment.scales + 4 * from,
      errors: segment.errors + 4 * from,
      norms: 0,
      mask: 0,
      rows,
      pieces: padded / 16,
      query: layout.query,
      dots: layout.dots,
      terms: scan,
      floor: -Infinity,
      found: layout.found,
    });
    for (let at = 0; at < 3 * count; at += 3) if (found[at]! < rows) take(from + found[at]!, found[at + 1]!);
  }
}

/** Sum of squared centred codes per row. */
function normsOf(segment: Resident): Int32Array {
  const { engine } = segment.allocation.arena;
  const padded = paddedDims(segment.mean.length);
  const norms = new Int32Array(segment.rows);
  for (let from = 0; from < segment.rows; from += pieceRows) {
    const rows = Math.min(pieceRows, segment.rows - from);
    engine.norms(segment.codes + from * padded, Math.ceil(rows / 4) * 4, padded / 16, layout.found);
    norms.set(new Int32Array(engine.buffer, layout.found, rows), from);
  }
  return norms;
}

/**
 * Writes the sketch of a row, as long as `target`. Its error E bounds the distance to the sketch of the exact row, of
 * which only the coarse codes are known. With r the reach of the pair, n the squared length of the row (0 for
 * distances), q the sketch, and all in units of length:
 *
 *     |q - q'| <= r + E + E'  and  r^2 = n + n' - 2 * limit  give
 *     q * q' + slack + slack' >= limit  with  slack = (n - |q|^2) / 2 + reach * E + E^2
 */
function fill(
  row: Measured,
  params: SketchParams,
  target: Int16Array,
): { readonly slack: number; readonly error: number } {
  const { metric, unit, reach } = params;
  const count = Math.min(target.length - 1, row.along.length);
  let squares = 0;
  for (let i = 0; i < count; i += 1) squares += row.along[i]! ** 2;
  const rest = Math.sqrt(Math.max(0, row.squaredLength - squares));
  const { alongError } = row;
  const restSquaredError = row.squaredError + 2 * alongError * Math.sqrt(squares) + alongError * alongError;
  const restError = Math.min(Math.sqrt(restSquaredError), rest > 0 ? restSquaredError / rest : Infinity);
  let whole = 0;
  let left = 0;
  for (let i = 0; i <= count; i += 1) {
    const value = i === count ? rest : row.along[i]!;
    const number = Math.round(value * unit);
    target[i] = number;
    whole += number * number;
    left += (value - number / unit) ** 2;
  }
  const error = row.error + Math.hypot(alongError, restError) + Math.sqrt(left);
  const square = unit * unit;
  const length = Math.sqrt(Math.max(0, row.squaredLength) + row.squaredError) + row.error;
  const own = metric === 'euclidean' ? 0 : metric === 'cosine' ? 1 : length * length;
  const slack = (own * square - whole) / 2 + square * (reach * error + error * error);
  return { slack: Math.min(mostSlack, Math.ceil(slack) + 1), error };
}

/** A row with a larger slack passes with every other one. */
const mostSlack = 2 ** 30;
