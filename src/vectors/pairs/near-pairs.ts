import { tileOffset, widths, type PairEngine } from './pair-engine.ts';
import { principalAxes } from './principal-axes.ts';
import type { SketchParams } from './sketch-params.ts';
import { createSketches, type Sketches } from './sketches.ts';
import type { Metric } from '../codes/metric.ts';

/** Rows grouped into blocks of near neighbours. */
interface BoxOrder {
  readonly blockRows: number;
  /** All rows, block by block; only the last block may be smaller. */
  readonly order: Uint32Array;
  /** Bounding box of each block: lowest and highest number per dimension, `width` per block. */
  readonly lows: Int16Array;
  readonly highs: Int16Array;
}

/** Largest length of a sketch in integer steps, so that sums of products and slacks fit 31 bits. */
const longest = 2 ** 14;

/** Rows per block, so that two blocks fit the nearest cache. */
const blockRows = 256;

/** A search for near pairs. */
export interface PairSearch {
  readonly metric: Metric;
  readonly threshold: number;
  readonly rows: number;
  /** Some of the rows. Their choice affects speed only. */
  readonly sample: readonly Float32Array[];
  /** Centre of most rows' codes. */
  readonly centre: Float32Array;
  /** Upper bound on the length of any row: the largest `longestRow` of the segments. */
  readonly longest: number;
}

/** Allocates the sketches of a search and computes its parameters. */
export function prepareSketches(
  engine: PairEngine,
  { metric, threshold, rows, sample, centre, longest }: PairSearch,
): { readonly sketches: Sketches; readonly params: SketchParams } {
  const params = sketchParams(metric, threshold, principalAxes(sample, widths.full - 1), longest);
  return { params, sketches: createSketches(engine, rows, centre, blockRows * blockRows) };
}

/** Candidate pairs of two blocks of rows. */
interface PairStep {
  /** Number of rows that were compared with all others so far. */
  readonly doneRows: number;
  /** Two row numbers per pair. */
  readonly pairs: Uint32Array;
}

/**
 * Yields every pair that reaches the threshold, and few others, each once, in steps of 65,536 comparisons. Blocks that
 * are farther apart than any such pair are skipped.
 */
export function* nearPairs(sketches: Sketches, { reach, unit, limit, floor }: SketchParams): Generator<PairStep> {
  const { rows, engine, head, places } = sketches;
  const boxes = orderInBoxes(head.numbers, widths.head, blockRows);
  layOut(sketches, boxes.order);
  const farthest = (reach * unit + 2 * head.errors.reduce((most, error) => Math.max(most, error), 0)) ** 2;
  for (let a = 0; a < rows; a += blockRows) {
    for (let b = a; b < rows; b += blockRows) {
      if (boxDistance(boxes, widths.head, a / blockRows, b / blockRows) > farthest) continue;
      const [aEnd, bEnd] = [Math.min(rows, a + blockRows), Math.min(rows, b + blockRows)];
      const count = engine.pairs({ ...places, a, aEnd, b, bEnd, limit, floor });
      yield { doneRows: a, pairs: new Uint32Array(engine.buffer, places.found, 2 * count).slice() };
    }
  }
}

/** Writes the heads in block order. */
function layOut({ engine: { buffer }, head, places }: Sketches, order: Uint32Array): void {
  const tiles = new Int16Array(buffer, places.tiles);
  const slacks = new Int32Array(buffer, places.headSlacks);
  new Uint32Array(buffer, places.order).set(order);
  order.forEach((row, place) => {
    const from = row * widths.head;
    for (let two = 0; two < widths.head / 2; two += 1) {
      const to = tileOffset(place, two);
      tiles[to] = head.numbers[from + 2 * two]!;
      tiles[to + 1] = head.numbers[from + 2 * two + 1]!;
    }
    slacks[place] = head.slacks[row]!;
  });
}

/**
 * Splits rows of `width` numbers in half along their widest dimension, recursively, down to blocks of `blockRows` (a
 * k-d tree: Bentley 1975).
 */
function orderInBoxes(points: Int16Array, width: number, blockRows: number): BoxOrder {
  const rows = points.length / width;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const cut = (from: number, to: number): void => {
    const blocks = Math.ceil((to - from) / blockRows);
    if (blocks <= 1) return;
    sortBy(order.subarray(from, to), points, width);
    const middle = from + Math.ceil(blocks / 2) * blockRows;
    cut(from, middle);
    cut(middle, to);
  };
  cut(0, rows);
  return { blockRows, order, ...boxesOf(points, width, order, blockRows) };
}

/** Sorts rows along their dimension of largest variance. */
function sortBy(part: Uint32Array, points: Int16Array, width: number): void {
  const dimension = widestDimension(part, points, width);
  // Packs number and row into one float64, because typed arrays sort faster without a comparison function.
  const keys = Float64Array.from(part, (row) => (points[row * width + dimension]! + 32_768) * 2 ** 32 + row).sort();
  keys.forEach((key, i) => (part[i] = key % 2 ** 32));
}

function widestDimension(part: Uint32Array, points: Int16Array, width: number): number {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const row of part) {
    for (let i = 0; i < width; i += 1) {
      const value = points[row * width + i]!;
      sums[i]! += value;
      squares[i]! += value * value;
    }
  }
  const variances = squares.map((square, i) => square - sums[i]! ** 2 / part.length);
  return variances.indexOf(Math.max(...variances));
}

function boxesOf(
  points: Int16Array,
  width: number,
  order: Uint32Array,
  blockRows: number,
): Pick<BoxOrder, 'lows' | 'highs'> {
  const blocks = Math.ceil(order.length / blockRows);
  const lows = new Int16Array(blocks * width).fill(32_767);
  const highs = new Int16Array(blocks * width).fill(-32_768);
  order.forEach((row, at) => {
    const block = Math.floor(at / blockRows) * width;
    for (let i = 0; i < width; i += 1) {
      const value = points[row * width + i]!;
      lows[block + i] = Math.min(lows[block + i]!, value);
      highs[block + i] = Math.max(highs[block + i]!, value);
    }
  });
  return { lows, highs };
}

/** Lower bound on the squared distance between rows of two blocks. */
function boxDistance({ lows, highs }: BoxOrder, width: number, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < width; i += 1) {
    const gap = Math.max(lows[a * width + i]! - highs[b * width + i]!, lows[b * width + i]! - highs[a * width + i]!);
    if (gap > 0) sum += gap * gap;
  }
  return sum;
}

/** `longestRow` is an upper bound on the length of any row; 1 for unit vectors. */
function sketchParams(
  metric: Metric,
  threshold: number,
  axes: readonly Float64Array[],
  longestRow: number,
): SketchParams {
  const unit = longest / longestRow;
  const square = longestRow ** 2;
  if (metric === 'euclidean') {
    // No two rows are farther apart than twice the longest, so a wider reach adds nothing.
    const reach = Math.max(0, Math.min(-threshold, 2 * longestRow));
    return params(-(reach * reach) / 2, { metric, axes, unit, reach });
  }
  const least = Math.max(threshold, -square);
  const reach = Math.sqrt(Math.max(0, 2 * square - 2 * least));
  return params(Math.min(least, square), { metric, axes, unit, reach });
}

function params(floor: number, rest: Omit<SketchParams, 'limit' | 'floor'>): SketchParams {
  return { ...rest, floor, limit: Math.floor(rest.unit * rest.unit * floor) };
}
