import { yieldTask } from '../../core/async/yield-task.ts';
import { dot } from '../../math/dot.ts';
import { normalize } from '../../math/normalize.ts';
import { decodeRow } from '../../vectors/codes/decode-row.ts';
import { tileRows } from '../../vectors/codes/encoded-rows.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import { nearPairs } from '../../vectors/pairs/near-pairs.ts';
import { residentTile } from '../../vectors/scan/resident-tile.ts';
import type { FollowedRows } from '../rows/followed-rows.ts';
import type { Collection } from '../collection/collection.ts';
import type { StoreDuplicatesOptions } from '../contract/store.ts';
import type { Location } from '../segments/locate-rows.ts';
import type { ResidualChunk } from '../format/residual-chunks.ts';
import { chunkKey, loadCodes, readChunk, rowInChunk } from '../segments/segment-reader.ts';
import type { View } from '../segments/view.ts';
import { sketchRows } from './sketch-rows.ts';

/** Pairs whose vectors are read in one transaction. */
const pairsAtOnce = 4_096;
/** Options of {@link linkRows}. */
export interface LinkRowsOptions extends Pick<StoreDuplicatesOptions, 'signal' | 'onProgress'> {
  readonly threshold: number;
}

/** Steps of the search (up to 65,536 pairs each) between checks for cancellation. */
const stepsAtOnce = 64;

/** Calls `link` once for every pair of rows that scores at least the threshold. */
export async function linkRows(
  collection: Collection,
  rows: FollowedRows,
  { threshold, signal, onProgress }: LinkRowsOptions,
  link: LinkOptions['link'],
): Promise<void> {
  const { sketches, params: sketchParams } = await sketchRows(collection, rows, threshold, signal);
  const totalRows = rows.count;
  let waiting: Uint32Array[] = [];
  let pairs = 0;
  const linkWaiting = async (): Promise<void> => {
    const taken = waiting;
    [waiting, pairs] = [[], 0];
    const options = { threshold, link };
    while (!(await collection.read((view) => linkPairs(view, rows, taken, options), { signal }))) await yieldTask();
  };
  let reported = -1;
  let steps = 0;
  for (const step of nearPairs(sketches, sketchParams)) {
    if (step.pairs.length > 0) waiting.push(step.pairs);
    pairs += step.pairs.length / 2;
    if (pairs >= pairsAtOnce) await linkWaiting();
    else if ((steps += 1) % stepsAtOnce === 0) await yieldTask();
    signal?.throwIfAborted();
    if (step.doneRows === reported) continue;
    reported = step.doneRows;
    onProgress?.({ phase: 'rows', doneRows: reported, totalRows });
  }
  await linkWaiting();
}

/** Threshold, and the callback for pairs that reach it. */
interface LinkOptions {
  readonly threshold: number;
  readonly link: (a: number, b: number, score: number) => void;
}

/** A row decoded from codes and residuals. */
interface Decoded {
  readonly vector: Float32Array;
  /** Upper bound on its L2 error. */
  readonly error: number;
}

/**
 * Reads the rows of pairs (two numbers per pair) and links those that reach the threshold. Returns false, without
 * linking any, if another call updated the snapshot meanwhile; try again.
 */
async function linkPairs(
  view: View,
  rows: FollowedRows,
  pairs: readonly Uint32Array[],
  { threshold, link }: LinkOptions,
): Promise<boolean> {
  const { metric } = view.state;
  await loadCodes(view);
  await rows.follow(view);
  const decoded = await decodeAll(view, rows, new Set(pairs.flatMap((part) => [...part])));
  if (decoded === undefined) return false;
  for (const part of pairs) {
    for (let at = 0; at < part.length; at += 2) {
      const [a = 0, b = 0] = part.subarray(at, at + 2);
      const [first, second] = [decoded.get(a), decoded.get(b)];
      if (first === undefined || second === undefined) continue;
      const score = scoreOf(metric, first, second);
      if (score >= threshold) link(a, b, score);
    }
  }
  return true;
}

function scoreOf(metric: Metric, a: Decoded, b: Decoded): number {
  if (metric !== 'euclidean') {
    const product = dot(a.vector, 0, b.vector);
    return metric === 'cosine' ? Math.max(-1, Math.min(1, product)) : product;
  }
  let squared = 0;
  for (let i = 0; i < a.vector.length; i += 1) squared += ((a.vector[i] ?? 0) - (b.vector[i] ?? 0)) ** 2;
  // Removes what rounding adds to a distance of zero, as in a search (score-row.ts).
  return -Math.sqrt(Math.max(0, squared - a.error ** 2 - b.error ** 2));
}

/** Decodes rows by number, without deleted and damaged ones. Undefined if the snapshot changed. */
async function decodeAll(
  view: View,
  rows: FollowedRows,
  numbers: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Decoded> | undefined> {
  const located = [...numbers].flatMap((number) => {
    const location = rows.locate(number);
    return location === undefined ? [] : [{ number, location, key: chunkKey(location.segment, location.row) }];
  });
  const wanted = new Map(located.map(({ key, location }) => [key, location]));
  const chunks = new Map<number, ResidualChunk | undefined>();
  await Promise.all(
    Array.from(wanted, async ([key, { segment, row }]) => chunks.set(key, await readChunk(view, segment, row))),
  );
  const decoded = new Map<number, Decoded>();
  for (const { number, location, key } of located) {
    const chunk = chunks.get(key);
    if (chunk === undefined) continue;
    const row = decode(location, chunk);
    if (row === undefined) return undefined;
    decoded.set(number, view.state.metric === 'cosine' ? { ...row, vector: normalize(row.vector) } : row);
  }
  return decoded;
}

function decode({ segment, row }: Location, chunk: ResidualChunk): Decoded | undefined {
  const tile = segment.resident && residentTile(segment.resident, row);
  if (tile === undefined) return undefined;
  const inChunk = rowInChunk(segment, row);
  const [from, to] = [inChunk - (inChunk % tileRows), inChunk - (inChunk % tileRows) + tileRows];
  const residuals = chunk.residuals.subarray(from * tile.dims, to * tile.dims);
  const vector = decodeRow({ ...tile, residuals, residualErrors: chunk.errors }, row % tileRows);
  return { vector, error: chunk.errors[inChunk] ?? 0 };
}
