import type { Collection } from '../collection/collection.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { FollowedRows } from '../rows/followed-rows.ts';
import { linkRows } from './link-rows.ts';
import { readBlocks } from '../segments/segment-reader.ts';
import type { Selection } from '../rows/selection.ts';
import type { DuplicateGroup, StoreDuplicatesOptions } from '../contract/store.ts';
import type { View } from '../segments/view.ts';

/**
 * Groups of rows that are linked by scores of at least the threshold. Short sketches of the rows say which pairs may
 * reach it (see `near-pairs/`); only for those are the vectors read. Between transactions others may write: rows that
 * are moved meanwhile are found again, rows that are deleted drop out, and rows that are added are not looked at.
 */
export async function findDuplicates(
  collection: Collection,
  selection: Selection,
  { threshold = 0.95, signal, onProgress }: StoreDuplicatesOptions,
): Promise<readonly DuplicateGroup[]> {
  const rows = await collection.read((view) => FollowedRows.take(view, selection), { signal });
  const groups = new DisjointSets(rows.count);
  await linkRows(collection, rows, { threshold, signal, onProgress }, (a, b, score) => {
    groups.link(a, b, score);
  });
  const found = await collection.read((view) => nameGroups(view, rows, groups), { signal });
  onProgress?.({ phase: 'done', doneRows: rows.count, totalRows: rows.count });
  return found;
}

/** Resolves the members of groups to ids. */
async function nameGroups(view: View, rows: FollowedRows, groups: DisjointSets): Promise<readonly DuplicateGroup[]> {
  await rows.follow(view);
  const sets = groups.sets();
  const located = sets.map(({ members }) => members.map((member) => rows.locate(member)));
  const blocks = await readBlocks(
    view,
    located.flat().flatMap((location) => (location === undefined ? [] : [location.segment])),
  );
  return sets
    .map(({ lowest }, i) => ({
      ids: (located[i] ?? []).flatMap((location) => {
        const id = location && blocks.get(location.segment)?.id(location.row);
        return id === undefined ? [] : [id];
      }),
      score: lowest,
    }))
    .filter(({ ids }) => ids.length > 1);
}
