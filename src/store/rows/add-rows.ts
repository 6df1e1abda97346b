import type { CheckedRow, CheckedRows } from '../contract/check-rows.ts';
import { locateRows, type Location } from '../segments/locate-rows.ts';
import type { RowRecord } from '../format/row-block.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import type { WriteView } from '../segments/view.ts';
import { writeRows } from '../segments/write-rows.ts';
import { markRowsDeleted, writeState } from '../segments/write-segment.ts';

/** How {@link addRows} writes. */
export interface AddRowsOptions {
  readonly replace: boolean;
  readonly keepFloat32: boolean;
  /** Called when every request is made, and the rest is the browser's to do. */
  readonly onRequested?: (() => void) | undefined;
}

/**
 * Writes those rows whose ids are not there yet, or with `replace` all: a row that takes another's place keeps its place
 * in the order. Of one id given twice the first is taken, with `replace` the last. Resolves with what became of each row.
 */
export async function addRows(
  view: WriteView,
  { rows, vectors, encoded }: CheckedRows,
  { replace, keepFloat32, onRequested }: AddRowsOptions,
): Promise<readonly ('added' | 'existing')[]> {
  const located = await locateRows(
    view,
    rows.map(({ id }) => id),
  );
  const chosen = new Map<string, { readonly row: CheckedRow; readonly index: number }>();
  rows.forEach((row, index) => {
    if (replace || !(chosen.has(row.id) || located.has(row.id))) chosen.set(row.id, { row, index });
  });
  const outcomes = rows.map(({ id }, index) => (chosen.get(id)?.index === index ? 'added' : 'existing'));
  if (chosen.size === 0) return outcomes;
  const entries = [...chosen.values()];
  const addedAt = Date.now();
  let { sequence } = view.state;
  const records = await Promise.all(
    entries.map(async ({ row: { id, modality, metadata } }): Promise<RowRecord> => {
      const old = located.get(id);
      const place = old === undefined ? { sequence: sequence++, addedAt } : await placeOf(view, old);
      return { id, modality, metadata, ...place };
    }),
  );
  const picked = pickVectors(
    vectors,
    entries.map(({ index }) => index),
    view.state.dims,
  );
  const fresh = { rows: records, vectors: picked, encoded: picked === vectors ? encoded : undefined };
  const { state, requests } = writeRows(view, fresh, keepFloat32);
  const written = Promise.all([
    requests,
    markRowsDeleted(view, bySegment(entries.flatMap(({ row: { id } }) => located.get(id) ?? []))),
    ...entries.map(async ({ row: { id, thumbnail } }) => {
      if (thumbnail !== undefined) await view.tx.objectStore('thumbnails').put(thumbnail, id);
      else if (located.has(id)) await view.tx.objectStore('thumbnails').delete(id);
    }),
    writeState(view.tx, { ...state, complete: state.complete === state.space ? state.space : undefined }),
  ]);
  onRequested?.();
  await written;
  return outcomes;
}

async function placeOf(view: WriteView, { segment, row }: Location): Promise<Pick<RowRecord, 'sequence' | 'addedAt'>> {
  const record = (await readBlock(view, segment))?.record(row);
  // locateRows has just read this block to find the row.
  return { sequence: record?.sequence ?? view.state.sequence, addedAt: record?.addedAt ?? Date.now() };
}

/** Rows by the segment that they lie in. */
export function bySegment(locations: Iterable<Location>): ReadonlyMap<Segment, readonly number[]> {
  const rows = new Map<Segment, number[]>();
  for (const { segment, row } of locations) {
    const known = rows.get(segment);
    if (known === undefined) rows.set(segment, [row]);
    else known.push(row);
  }
  return rows;
}

function pickVectors(
  vectors: Float32Array<ArrayBuffer>,
  indexes: readonly number[],
  dims: number,
): Float32Array<ArrayBuffer> {
  if (indexes.length * dims === vectors.length) return vectors;
  const picked = new Float32Array(indexes.length * dims);
  indexes.forEach((index, row) => {
    picked.set(vectors.subarray(index * dims, (index + 1) * dims), row * dims);
  });
  return picked;
}
