import { chooseCentre } from './choose-centre.ts';
import { encodeVectors, type EncodedSegment } from '../format/encode-segment.ts';
import type { RowRecord } from '../format/row-block.ts';
import { segmentRows, type CollectionState } from '../format/schema.ts';
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

/** What {@link writeRows} gives. */
export interface Written {
  /** The state that is then to be written. */
  readonly state: CollectionState;
  /** Resolves when the requests are done. */
  readonly requests: Promise<unknown>;
}

/** Asks for rows to be written as new segments of at most {@link segmentRows} rows. */
export function writeRows(
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
