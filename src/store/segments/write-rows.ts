import { meanOfRows } from '../../vectors/codes/mean-of-rows.ts';
import { encodeVectors, type EncodedSegment } from '../format/encode-segment.ts';
import type { RowRecord } from '../format/row-block.ts';
import { segmentRows, type Centre, type CollectionState } from '../format/schema.ts';
import type { WriteView } from './view.ts';
import { writeSegment } from './write-segment.ts';

/** Rows with their vectors, row after row. */
export interface FreshRows {
  readonly rows: readonly RowRecord[];
  readonly vectors: Float32Array<ArrayBuffer>;
  /** The vectors as `encodeVectors` gave them before the transaction: taken if it was around the mean that is chosen now. */
  readonly encoded?: readonly EncodedSegment[] | undefined;
  /** How far each vector already is from the one that was given, where they were decoded. */
  readonly before?: Float32Array;
}

/** What {@link writeSegments} gives. */
interface Written {
  /** The state that is then to be written. */
  readonly state: CollectionState;
  /** Resolves when the requests are done. */
  readonly requests: Promise<unknown>;
}

/** Asks for rows to be written as new segments of at most {@link segmentRows} rows. */
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

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A mean of fewer rows than this is provisional: a batch four times as large makes a better one. */
const enoughRows = 4_096;
/** A batch of fewer rows says little of where a collection goes. */
const tellingRows = 512;
/** Codes off centre by this share of the rows' own spread lose a quarter of a bit. */
const mostDrift = 0.5;

/**
 * What the codes of new rows are to be centred on: the mean so far, or that of the new rows where it is taken of many
 * more, or where the rows have drifted away from it (first cats, then cars). The scores do not depend on it, only how
 * many rows a search has to look at twice.
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

/** Every nth row: as many as tell where the rows lie, at a fraction of the time that all of them take. */
function everyNth(vectors: Float32Array, dims: number, nth: number): Float32Array {
  if (nth === 1) return vectors;
  const sample = new Float32Array(Math.ceil(vectors.length / (dims * nth)) * dims);
  for (let to = 0; to < sample.length; to += dims) {
    sample.set(vectors.subarray(to * nth, to * nth + dims), to);
  }
  return sample;
}

/** Mean over the rows of their squared distance to `centre`. */
function meanSquare(vectors: Float32Array, centre: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < vectors.length; at += centre.length) {
    for (let i = 0; i < centre.length; i += 1) sum += ((vectors[at + i] ?? 0) - (centre[i] ?? 0)) ** 2;
  }
  return sum / Math.max(1, vectors.length / centre.length);
}
