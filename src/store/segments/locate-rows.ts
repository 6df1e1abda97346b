import { hashId } from './id-index.ts';
import type { RowBlock, RowRecord } from '../format/row-block.ts';
import { readBlocks } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import type { View } from './view.ts';

/** Position of a row. */
export interface Location {
  readonly segment: Segment;
  readonly row: number;
}

/**
 * Where the rows with these ids lie; ids that are not there are left out, and so are further parts of items. A hash that
 * fits is held against the id itself, so only segments that hold one of the ids are read.
 */
export async function locateRows(view: View, ids: Iterable<string>): Promise<Map<string, Location>> {
  const found = (await locateAll(view, ids)).filter(({ location: { segment, row } }) => !segment.isPart(row));
  return new Map(found.map(({ id, location }) => [id, location]));
}

/** Rows of items, further parts included, by id. */
export async function locateItems(view: View, ids: Iterable<string>): Promise<Map<string, readonly Location[]>> {
  const found = await locateAll(view, ids);
  const items = new Map<string, Location[]>();
  for (const { id, location } of found) items.set(id, [...(items.get(id) ?? []), location]);
  return items;
}

/** Key of a row: its id, and of a further part also its place. */
export function rowKey({ id, place, isPart = false }: Pick<RowRecord, 'id' | 'place' | 'isPart'>): string {
  return isPart ? `${id}\0${JSON.stringify(place)}` : id;
}

/** {@link rowKey} of a stored row, without reading its metadata. */
export function keyOfRow(block: RowBlock, row: number): string {
  const isPart = block.isPart(row);
  return rowKey({ id: block.id(row), isPart, place: isPart ? block.place(row) : undefined });
}

/** Where rows lie, by {@link rowKey}; rows that are not there are left out. */
export async function locateKeys(
  view: View,
  rows: readonly Pick<RowRecord, 'id' | 'place' | 'isPart'>[],
): Promise<Map<string, Location>> {
  // Reading places takes longer; most collections have none.
  if (!rows.some(({ isPart = false }) => isPart)) {
    return locateRows(
      view,
      rows.map(({ id }) => id),
    );
  }
  const found = await locateAll(
    view,
    rows.map(({ id }) => id),
  );
  const blocks = await readBlocks(
    view,
    found.map(({ location }) => location.segment),
  );
  const wanted = new Set(rows.map(rowKey));
  return new Map(
    found.flatMap(({ location }) => {
      const block = blocks.get(location.segment);
      const key = block && keyOfRow(block, location.row);
      return key === undefined || !wanted.has(key) ? [] : [[key, location]];
    }),
  );
}

interface Located {
  readonly id: string;
  readonly location: Location;
}

async function locateAll(view: View, ids: Iterable<string>): Promise<readonly Located[]> {
  const candidates = [...new Set(ids)].flatMap((id) =>
    view.snapshot.rowsOfHash(hashId(id)).map((location) => ({ id, location })),
  );
  const blocks = await readBlocks(
    view,
    candidates.map(({ location }) => location.segment),
  );
  return candidates.filter(({ id, location: { segment, row } }) => blocks.get(segment)?.id(row) === id);
}
