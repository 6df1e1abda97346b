import { hashId } from './id-index.ts';
import { readBlocks } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import type { View } from './view.ts';

/** Where a row lies. */
export interface Location {
  readonly segment: Segment;
  readonly row: number;
}

/**
 * Where the rows with these ids lie; ids that are not there are left out. A hash that fits is held against the id
 * itself, so only segments that hold one of the ids are read.
 */
export async function locateRows(view: View, ids: Iterable<string>): Promise<Map<string, Location>> {
  const candidates = [...new Set(ids)].flatMap((id) =>
    view.snapshot.rowsOfHash(hashId(id)).map((location) => ({ id, location })),
  );
  const blocks = await readBlocks(
    view,
    candidates.map(({ location }) => location.segment),
  );
  const found = candidates.filter(({ id, location: { segment, row } }) => blocks.get(segment)?.id(row) === id);
  return new Map(found.map(({ id, location }) => [id, location]));
}
