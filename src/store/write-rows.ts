import { chooseCentre } from './choose-centre.ts';
import type { RowRecord } from './row-block.ts';
import { segmentRows, type CollectionState } from './schema.ts';
import type { WriteView } from './view.ts';
import { writeSegment } from './write-segment.ts';

/** Rows with their vectors, row after row. */
export interface FreshRows {
  readonly rows: readonly RowRecord[];
  readonly vectors: Float32Array<ArrayBuffer>;
}

/** Writes rows as new segments of at most {@link segmentRows} rows. Resolves with the state that is then to be written. */
export async function writeRows(
  { tx, state, mirror }: WriteView,
  { rows, vectors }: FreshRows,
  keepFloat32: boolean,
): Promise<CollectionState> {
  if (rows.length === 0) return state;
  const { dims } = state;
  const centre = chooseCentre(state.centre, vectors, dims);
  let number = state.nextSegment;
  const writing: Promise<void>[] = [];
  for (let start = 0; start < rows.length; start += segmentRows) {
    const part = rows.slice(start, start + segmentRows);
    const floats = vectors.subarray(start * dims, (start + part.length) * dims);
    const encoded = mirror.kernels.encodeRows(floats, dims, centre.mean, { exact: keepFloat32 });
    writing.push(writeSegment(tx, number, centre.id, part, encoded));
    number += 1;
  }
  await Promise.all(writing);
  const modalities = [...new Set([...state.modalities, ...rows.map(({ modality }) => modality)])];
  const sequence = rows.reduce((highest, row) => Math.max(highest, row.sequence + 1), state.sequence);
  return { ...state, nextSegment: number, modalities, sequence, centre };
}
