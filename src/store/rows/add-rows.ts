import type { CheckedRows, SpacedVector } from '../contract/check-rows.ts';
import { locateItems, type Location } from '../segments/locate-rows.ts';
import type { RowRecord } from '../format/row-block.ts';
import type { CollectionState } from '../format/schema.ts';
import { readBlock } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import type { WriteView } from '../segments/view.ts';
import { withModality } from '../segments/spaces.ts';
import { writeInSpace, writeSegments } from '../segments/write-rows.ts';
import { markRowsDeleted, writeState } from '../segments/write-segment.ts';

/** Options of {@link addRows}. */
interface AddRowsOptions {
  readonly replace: boolean;
  readonly keepFloat32: boolean;
  /** Called once all requests are made and only the disk is left to wait for. */
  readonly onRequested?: (() => void) | undefined;
}

/**
 * Writes those items whose ids are not there yet, or with `replace` all: an item that replaces another keeps its place in
 * the order. Of one id given twice the first is taken, with `replace` the last. Further parts come along with the row
 * before them. Resolves with what became of each row.
 */
export async function addRows(
  view: WriteView,
  { rows, vectors, encoded }: CheckedRows,
  { replace, keepFloat32, onRequested }: AddRowsOptions,
): Promise<readonly ('added' | 'existing')[]> {
  const located = await locateItems(
    view,
    rows.map(({ id }) => id),
  );
  const entries = chooseRows(rows, (id) => replace || !isStored(located.get(id)), replace);
  const chosen = new Set(entries.map(({ index }) => index));
  const outcomes = rows.map((_, index) => (chosen.has(index) ? 'added' : 'existing'));
  if (chosen.size === 0) return outcomes;
  const records = await toRecords(view, entries, located);
  const own = records.filter((_, i) => entries[i]?.row.spaced === undefined);
  const picked = pickVectors(vectors, ownIndexes(rows, chosen), view.state.dims);
  const fresh = { rows: own, vectors: picked, encoded: picked === vectors ? encoded : undefined };
  const begun = writeSegments(view, fresh, keepFloat32);
  const { state, requests } = writeModalities({ ...view, state: begun.state }, { entries, records }, keepFloat32);
  const items = entries.filter(({ row: { isPart = false } }) => !isPart);
  const written = Promise.all([
    begun.requests,
    requests,
    markRowsDeleted(view, bySegment(items.flatMap(({ row: { id } }) => located.get(id) ?? []))),
    ...items.map(async ({ row: { id, thumbnail } }) => {
      if (thumbnail !== undefined) await view.tx.objectStore('thumbnails').put(thumbnail, id);
      else if (located.has(id)) await view.tx.objectStore('thumbnails').delete(id);
    }),
    writeState(view.tx, { ...state, complete: state.complete === state.space ? state.space : undefined }),
  ]);
  onRequested?.();
  await written;
  return outcomes;
}

/** Numbers of chosen rows among those whose vectors are in the store's own space. */
function ownIndexes(rows: CheckedRows['rows'], chosen: ReadonlySet<number>): readonly number[] {
  const indexes: number[] = [];
  let at = 0;
  rows.forEach(({ spaced }, index) => {
    if (spaced !== undefined) return;
    if (chosen.has(index)) indexes.push(at);
    at += 1;
  });
  return indexes;
}

/** Requests rows in spaces of modalities to be written, each space in segments of its own. */
function writeModalities(
  view: WriteView,
  { entries, records }: { readonly entries: readonly Entry[]; readonly records: readonly RowRecord[] },
  keepFloat32: boolean,
): { readonly state: CollectionState; readonly requests: Promise<unknown> } {
  const groups = new Map<number, { readonly record: RowRecord; readonly vector: SpacedVector['vector'] }[]>();
  let { state } = view;
  entries.forEach(({ row: { spaced, modality } }, i) => {
    const record = records[i];
    if (spaced === undefined || record === undefined) return;
    const found = withModality(state, spaced.space, modality);
    ({ state } = found);
    const group = groups.get(found.space) ?? [];
    groups.set(found.space, [...group, { record, vector: spaced.vector }]);
  });
  const requests: Promise<unknown>[] = [];
  for (const [space, group] of groups) {
    const dims = state.spaces[space]?.dims ?? 0;
    const vectors = new Float32Array(group.length * dims);
    group.forEach(({ vector }, i) => {
      vectors.set(vector, i * dims);
    });
    const rows = group.map(({ record }) => record);
    const written = writeInSpace({ ...view, state }, space, { rows, vectors }, keepFloat32);
    ({ state } = written);
    requests.push(written.requests);
  }
  return { state, requests: Promise.all(requests) };
}

interface Entry {
  readonly row: CheckedRows['rows'][number];
  readonly index: number;
}

/** The rows to write: of each id one item, with the parts that follow it. */
function chooseRows(rows: CheckedRows['rows'], mayWrite: (id: string) => boolean, replace: boolean): readonly Entry[] {
  const items = new Map<string, Entry[]>();
  let current: Entry[] | undefined;
  rows.forEach((row, index) => {
    if (row.isPart === true) current?.push({ row, index });
    else if (mayWrite(row.id) && (replace || !items.has(row.id))) {
      current = [{ row, index }];
      items.set(row.id, current);
    } else current = undefined;
  });
  return [...items.values()].flat();
}

/** True where the item's own row is stored, not only parts that lost theirs to damage. */
function isStored(locations: readonly Location[] = []): boolean {
  return locations.some(({ segment, row }) => !segment.isPart(row));
}

async function toRecords(
  view: WriteView,
  entries: readonly Entry[],
  located: ReadonlyMap<string, readonly Location[]>,
): Promise<readonly RowRecord[]> {
  const addedAt = Date.now();
  let { sequence } = view.state;
  const places = new Map<string, Pick<RowRecord, 'sequence' | 'addedAt'>>();
  for (const { row } of entries) {
    if (row.isPart === true) continue;
    const old = located.get(row.id)?.find((each) => !each.segment.isPart(each.row));
    places.set(row.id, old === undefined ? { sequence: sequence++, addedAt } : await placeOf(view, old));
  }
  return entries.map(({ row: { id, modality, metadata, place, isPart = false } }) => ({
    id,
    modality,
    metadata,
    ...(places.get(id) ?? { sequence, addedAt }),
    ...(place === undefined ? {} : { place }),
    ...(isPart ? { isPart } : {}),
  }));
}

async function placeOf(view: WriteView, { segment, row }: Location): Promise<Pick<RowRecord, 'sequence' | 'addedAt'>> {
  const record = (await readBlock(view, segment))?.record(row);
  // locateRows has just read this block.
  return { sequence: record?.sequence ?? view.state.sequence, addedAt: record?.addedAt ?? Date.now() };
}

/** Groups rows by segment. */
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
