import { boxDistance, orderInBoxes } from './box-order.ts';
import { tileOffset, widths, type PairEngine } from './pair-engine.ts';
import { principalAxes } from './principal-axes.ts';
import { sketchParams, type SketchParams } from './sketch-params.ts';
import { createSketches, type Sketches } from './sketches.ts';
import type { Metric } from '../codes/metric.ts';

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
