import { OnsightError } from '../../core/errors.ts';
import type { Metadata } from '../contract/item.ts';
import { encodeSegment } from '../format/encode-segment.ts';
import { locateRows, type Location } from '../segments/locate-rows.ts';
import { mergeRows } from '../../vectors/codes/merge-rows.ts';
import type { RowRecord } from '../format/row-block.ts';
import { readBlock, readNeighbours } from '../segments/segment-reader.ts';
import type { WriteView } from '../segments/view.ts';
import { writeSegments } from '../segments/write-rows.ts';
import { markRowsDeleted, writeSegment, writeState } from '../segments/write-segment.ts';

/** A checked change for {@link updateRow}. */
interface CheckedChange {
  readonly id: string;
  /** Computes the new metadata. */
  readonly metadata: (old: Metadata) => Metadata;
  /** The new vector; undefined to keep the old one. */
  readonly vector: Float32Array<ArrayBuffer> | undefined;
  readonly keepFloat32: boolean;
}

/**
 * Writes the row into a segment of its own, at its old position; an unchanged vector is copied.
 *
 * @throws OnsightError `item-not-found`, or `store-failed` if its vector is damaged
 */
export async function updateRow(view: WriteView, store: string, change: CheckedChange): Promise<void> {
  const { id } = change;
  const location = (await locateRows(view, [id])).get(id);
  const old = location && (await readBlock(view, location.segment))?.record(location.row);
  if (old === undefined || location === undefined) throw new OnsightError('item-not-found', { store, id });
  const record = { ...old, metadata: change.metadata(old.metadata) };
  const { state, requests } =
    change.vector === undefined
      ? await copyRow(view, store, record, location)
      : writeSegments(view, { rows: [record], vectors: change.vector }, change.keepFloat32);
  await requests;
  await markRowsDeleted(view, new Map([[location.segment, [location.row]]]));
  await writeState(view.tx, state);
}

async function copyRow(
  view: WriteView,
  store: string,
  record: RowRecord,
  { segment, row }: Location,
): Promise<ReturnType<typeof writeSegments>> {
  const { state, tx } = view;
  const near = await readNeighbours(view, segment, row);
  if (near === undefined || segment.head === undefined) throw damagedVector(store, record.id);
  const encoded = mergeRows([{ encoded: near.encoded, rows: [near.row] }]);
  return {
    state: { ...state, nextSegment: state.nextSegment + 1 },
    requests: writeSegment(
      tx,
      state.nextSegment,
      { centre: segment.head.centre, space: segment.space },
      [record],
      encodeSegment(encoded),
    ),
  };
}

/** Error of a call that needs a damaged vector. */
export function damagedVector(store: string, id: string): OnsightError {
  return new OnsightError('store-failed', {
    store,
    reason: `the vector of "${id}" is damaged; delete "${id}" and add it again`,
  });
}
