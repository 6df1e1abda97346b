import { mergeRows } from '../../vectors/codes/merge-rows.ts';
import { bySegment } from './add-rows.ts';
import { encodeSegment } from '../format/encode-segment.ts';
import { keyOfRow, locateKeys, rowKey } from '../segments/locate-rows.ts';
import type { RowRecord } from '../format/row-block.ts';
import type { CollectionState } from '../format/schema.ts';
import { readBlock, readEncoded } from '../segments/segment-reader.ts';
import { modalitySpaces } from '../segments/spaces.ts';
import type { Segment } from '../segments/segment.ts';
import type { View, WriteView } from '../segments/view.ts';
import { writeSegments } from '../segments/write-rows.ts';
import { markRowsDeleted, dropSegments, writeSegment, writeState } from '../segments/write-segment.ts';

/** A row with its vector in the store's own space. */
export interface MovedRow extends Pick<RowRecord, 'id' | 'place' | 'isPart'> {
  readonly vector: Float32Array;
}

/** Count of rows that were moved, and of those that are items. */
export interface MovedCount {
  readonly rows: number;
  readonly items: number;
}

/** Up to `limit` live rows of other spaces, except those whose `rowKey` is in `except`. */
export async function pendingRows(
  view: View,
  limit: number,
  except: ReadonlySet<string>,
): Promise<readonly RowRecord[]> {
  const pending: RowRecord[] = [];
  for (const segment of othersOf(view)) {
    if (segment.live === 0) continue;
    const block = await readBlock(view, segment);
    if (block === undefined) continue;
    for (const row of segment.liveRows()) {
      if (except.has(keyOfRow(block, row))) continue;
      pending.push(block.record(row));
      if (pending.length === limit) return pending;
    }
  }
  return pending;
}

/**
 * Moves rows of other spaces into the store's own: their ids, metadata and places stay. The vectors they had stay too,
 * and answer, until {@link completeSpace}. Rows that were deleted or moved meanwhile are left as they are.
 *
 * @returns what was moved
 */
export async function moveRows(view: WriteView, moved: readonly MovedRow[], keepFloat32: boolean): Promise<MovedCount> {
  const located = await locateKeys(view, moved);
  const rows: RowRecord[] = [];
  const vectors = new Float32Array(moved.length * view.state.dims);
  for (const { vector, ...row } of moved) {
    const key = rowKey(row);
    const location = located.get(key);
    if (location === undefined || location.segment.isOwn) {
      located.delete(key);
      continue;
    }
    const record = (await readBlock(view, location.segment))?.record(location.row);
    if (record === undefined) continue;
    vectors.set(vector, rows.length * view.state.dims);
    rows.push(record);
  }
  if (rows.length === 0) return { rows: 0, items: 0 };
  const { space } = view.state;
  const begun: CollectionState = { ...view.state, target: space, primary: space, complete: undefined };
  const fresh = { rows, vectors: vectors.subarray(0, rows.length * begun.dims) };
  const { state, requests } = writeSegments({ ...view, state: begun }, fresh, keepFloat32);
  await Promise.all([
    requests,
    markRowsDeleted({ tx: view.tx, state }, bySegment(located.values())),
    writeState(view.tx, state),
  ]);
  return { rows: rows.length, items: rows.filter(({ isPart = false }) => !isPart).length };
}

/**
 * Makes the store's own space the only one that answers and drops what the others still held, in one write. Rows of
 * `left` could not be moved: they stay, with the vectors that they have.
 *
 * @returns false, and nothing is written, when other rows wait to be moved
 */
export async function completeSpace(view: WriteView, left: ReadonlySet<string>): Promise<boolean> {
  const others = othersOf(view);
  for (const segment of others) {
    const block = segment.live === 0 ? undefined : await readBlock(view, segment);
    for (const row of block === undefined ? [] : segment.liveRows())
      if (block !== undefined && !left.has(keyOfRow(block, row))) return false;
  }
  let { state } = view;
  const dropped: number[] = [];
  const kept = new Set([state.space, ...modalitySpaces(state)]);
  for (const segment of others) {
    if (segment.live > 0 && !(await keepRows({ ...view, state }, segment))) {
      kept.add(segment.space);
      continue;
    }
    dropped.push(segment.number);
    if (segment.live === 0) continue;
    kept.add(segment.space);
    state = { ...state, nextSegment: state.nextSegment + 1 };
  }
  await dropSegments(view.tx, dropped);
  const spaces = state.spaces.map((space, number) => (kept.has(number) ? space : { ...space, centre: undefined }));
  const { space } = state;
  await writeState(view.tx, { ...state, spaces, target: undefined, primary: space, complete: space });
  return true;
}

/** Copies the live rows of a segment into a smaller one; returns false if it should stay as it is. */
async function keepRows(view: WriteView, segment: Segment): Promise<boolean> {
  if (segment.live === segment.rows || segment.head === undefined) return false;
  const [block, encoded] = await Promise.all([readBlock(view, segment), readEncoded(view, segment)]);
  if (block === undefined || encoded === undefined) return false;
  const liveRows = [...segment.liveRows()];
  const place = { centre: segment.head.centre, space: segment.space };
  const records = liveRows.map((row) => block.record(row));
  const vectors = encodeSegment(mergeRows([{ encoded, rows: liveRows }]));
  await writeSegment(view.tx, view.state.nextSegment, place, records, vectors);
  return true;
}

/** Segments of other models. Rows of modalities that the model does not embed stay where they are. */
function othersOf({ snapshot, state }: View): readonly Segment[] {
  const modalities = modalitySpaces(state);
  return snapshot.segments.filter(
    ({ isOwn, head, space }) => !isOwn && head !== undefined && !modalities.includes(space),
  );
}
