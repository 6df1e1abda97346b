import { meanOfRows } from '../../vectors/codes/mean-of-rows.ts';
import { encodeVectors, type EncodedSegment } from '../format/encode-segment.ts';
import type { RowRecord } from '../format/row-block.ts';
import { segmentRows, type Centre, type CollectionState } from '../format/schema.ts';
import { ofSpace } from './spaces.ts';
import type { WriteView } from './view.ts';
import { writeSegment } from './write-segment.ts';

/** Rows with their vectors, row-major. */
export interface FreshRows {
  readonly rows: readonly RowRecord[];
  readonly vectors: Float32Array<ArrayBuffer>;
  /** Vectors encoded before the transaction; used if their mean is still the chosen centre. */
  readonly encoded?: readonly EncodedSegment[] | undefined;
  /** Error per vector that it already has because it was decoded. */
  readonly before?: Float32Array;
}

/** Result of {@link writeSegments}. */
interface Written {
  /** State to write afterwards. */
  readonly state: CollectionState;
  /** Resolves when the requests are done. */
  readonly requests: Promise<unknown>;
}

/** Requests rows to be written as new segments of at most {@link segmentRows} rows. */
export function writeSegments(
  { tx, state, snapshot }: WriteView,
  { rows, vectors, encoded, before }: FreshRows,
  keepFloat32: boolean,
): Written {
  if (rows.length === 0) return { state, requests: Promise.resolve() };
  const { dims, space, nextSegment } = state;
  const centre = chooseCentre(state.centre, vectors, dims);
  const segments =
    encoded?.every(({ mean }) => isSame(mean, centre.mean)) === true
      ? encoded
      : encodeVectors(snapshot.kernels, vectors, centre.mean, { dims, keepFloat32, before });
  const requests = segments.map((segment, i) =>
    writeSegment(
      tx,
      nextSegment + i,
      { centre: centre.id, space },
      rows.slice(i * segmentRows, (i + 1) * segmentRows),
      segment,
    ),
  );
  const modalities = [...new Set([...state.modalities, ...rows.map(({ modality }) => modality)])];
  const sequence = rows.reduce((highest, row) => Math.max(highest, row.sequence + 1), state.sequence);
  return {
    state: { ...state, nextSegment: nextSegment + segments.length, modalities, sequence, centre },
    requests: Promise.all(requests),
  };
}

/** {@link writeSegments} in the space with this index; `state` of the result is that of the store's own space again. */
export function writeInSpace(view: WriteView, space: number, fresh: FreshRows, keepFloat32: boolean): Written {
  const { state: own } = view;
  if (space === own.space) return writeSegments(view, fresh, keepFloat32);
  const { state, requests } = writeSegments({ ...view, state: ofSpace(own, space) }, fresh, keepFloat32);
  const { nextSegment, modalities, sequence, centre } = state;
  const spaces = own.spaces.map((each, index) => (index === space ? { ...each, centre } : each));
  return { state: { ...own, nextSegment, modalities, sequence, spaces }, requests };
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A mean of fewer rows is provisional: a batch four times as large gives a better one. */
const enoughRows = 4_096;
/** Smaller batches are not representative of a collection. */
const tellingRows = 512;
/** Codes that are off-centre by this share of the rows' own spread lose a quarter of a bit. */
const mostDrift = 0.5;

/**
 * Chooses the centre of new codes: the current mean, or that of the new rows if there are many more of them or they
 * have drifted away (first cats, then cars). Scores do not depend on it, only the number of rows whose residuals a
 * search reads.
 */
function chooseCentre(current: Centre | undefined, vectors: Float32Array, dims: number): Centre {
  const rows = vectors.length / dims;
  const fresh = (): Centre => ({ id: (current?.id ?? -1) + 1, mean: meanOfRows(vectors, dims), rows });
  if (current?.mean.length !== dims) return fresh();
  if (current.rows < enoughRows && rows >= 4 * current.rows) return fresh();
  if (rows < tellingRows) return current;
  const sample = everyNth(vectors, dims, Math.floor(rows / tellingRows));
  const mean = meanOfRows(sample, dims);
  const spread = Math.sqrt(meanSquare(sample, mean));
  const drift = Math.sqrt(meanSquare(mean, current.mean));
  return drift > mostDrift * spread ? fresh() : current;
}

/** Every nth row: enough to estimate the distribution, at a fraction of the time. */
function everyNth(vectors: Float32Array, dims: number, nth: number): Float32Array {
  if (nth === 1) return vectors;
  const sample = new Float32Array(Math.ceil(vectors.length / (dims * nth)) * dims);
  for (let to = 0; to < sample.length; to += dims) {
    sample.set(vectors.subarray(to * nth, to * nth + dims), to);
  }
  return sample;
}

/** Mean squared distance of the rows to `centre`. */
function meanSquare(vectors: Float32Array, centre: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < vectors.length; at += centre.length) {
    for (let i = 0; i < centre.length; i += 1) sum += ((vectors[at + i] ?? 0) - (centre[i] ?? 0)) ** 2;
  }
  return sum / Math.max(1, vectors.length / centre.length);
}
