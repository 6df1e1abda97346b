import { yieldTask } from '../../core/async/yield-task.ts';
import { prepareSketches, type PairSearch } from '../../vectors/pairs/near-pairs.ts';
import type { SketchParams } from '../../vectors/pairs/sketch-params.ts';
import { longestRow, sketchSegment } from '../../vectors/pairs/sketch-segment.ts';
import type { Sketches } from '../../vectors/pairs/sketches.ts';
import { decodeRow } from '../../vectors/codes/decode-row.ts';
import { tileRows } from '../../vectors/codes/encoded-rows.ts';
import { residentTile } from '../../vectors/scan/resident-tile.ts';
import type { Collection } from '../collection/collection.ts';
import type { FollowedRows } from '../rows/followed-rows.ts';
import { loadCodes } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import type { View } from '../segments/view.ts';

/** Size of the sample that the axes of the sketches are computed from: 1,024 rows of 512 dimensions. */
const sampleNumbers = 2 ** 19;

/** Sketches all rows, by number, from the coarse codes in memory. Sketches of deleted rows stay empty. */
export async function sketchRows(
  collection: Collection,
  rows: FollowedRows,
  threshold: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly sketches: Sketches; readonly params: SketchParams }> {
  const about = await collection.read((view) => lookAtRows(view, rows), { signal });
  const { metric } = collection.expected;
  const engine = collection.snapshot.kernels.createPairEngine();
  const made = prepareSketches(engine, { metric, threshold, rows: rows.count, ...about });
  const done = new Set<Segment>();
  while (await collection.read((view) => sketchNext(view, rows, { ...made, done }), { signal })) {
    await yieldTask(); // lets a cancellation in
    signal?.throwIfAborted();
  }
  return made;
}

/** Returns a sample of decoded rows, the most common centre, and an upper bound on their length. */
async function lookAtRows(view: View, rows: FollowedRows): Promise<Pick<PairSearch, 'sample' | 'centre' | 'longest'>> {
  await loadCodes(view);
  await rows.follow(view);
  const { metric, dims } = view.state;
  const none = new Int8Array(dims * tileRows);
  const step = Math.max(1, (rows.count * dims) / sampleNumbers);
  const sample: Float32Array[] = [];
  for (let at = 0; at < rows.count; at += step) {
    const location = rows.locate(Math.floor(at));
    const tile = location?.segment.resident && residentTile(location.segment.resident, location.row);
    if (tile === undefined || location === undefined) continue;
    sample.push(decodeRow({ ...tile, residuals: none, residualErrors: tile.errors }, location.row % tileRows));
  }
  const lengths = [...rows.segments.keys()].flatMap(({ resident }) =>
    resident && residentTile(resident, 0) ? [longestRow(resident, metric)] : [],
  );
  return { sample, centre: commonMean(rows, dims), longest: Math.max(2 ** -60, ...lengths) };
}

/** Mean of the segment with most rows; other segments often share it. */
function commonMean(rows: FollowedRows, dims: number): Float32Array {
  const [largest] = [...rows.segments].sort(([, a], [, b]) => b.rows.length - a.rows.length);
  return largest?.[0].head?.mean ?? new Float32Array(dims);
}

interface SketchState {
  readonly params: SketchParams;
  readonly sketches: Sketches;
  readonly done: Set<Segment>;
}

/** Sketches the rows of one more segment; false if there is none. */
async function sketchNext(view: View, rows: FollowedRows, { params, sketches, done }: SketchState): Promise<boolean> {
  await loadCodes(view);
  await rows.follow(view);
  for (const [segment, { rows: own, numbers }] of rows.segments) {
    if (done.has(segment) || segment.resident === undefined) continue;
    // Another call updated the snapshot; the next transaction finds the rows again.
    if (residentTile(segment.resident, 0) === undefined) return true;
    done.add(segment);
    if (own.length === 0) continue;
    sketchSegment({ segment: segment.resident, rows: own, places: numbers }, params, sketches);
    return true;
  }
  return false;
}
