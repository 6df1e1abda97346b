import { yieldTask } from '../../core/async/yield-task.ts';
import { nearPairs } from '../../vectors/pairs/near-pairs.ts';
import type { Collection } from '../collection/collection.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { FollowedRows } from '../rows/followed-rows.ts';
import { linkPairs, type LinkOptions } from './link-pairs.ts';
import { readBlocks } from '../segments/segment-reader.ts';
import type { Selection } from '../rows/selection.ts';
import { sketchRows } from './sketch-rows.ts';
import type { DuplicateGroup, StoreDuplicatesOptions } from '../contract/store.ts';
import type { View } from '../segments/view.ts';

/** Pairs whose vectors are read in one transaction. */
const pairsAtOnce = 4_096;
/** Options of {@link linkRows}. */
export interface LinkRowsOptions extends Pick<StoreDuplicatesOptions, 'signal' | 'onProgress'> {
  readonly threshold: number;
}

/** Steps of the search (of 65,536 pairs at most) after which a cancel is heard. */
const stepsAtOnce = 64;

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

/** Calls `link` for every pair of rows that scores at least the threshold, each once. */
export async function linkRows(
  collection: Collection,
  rows: FollowedRows,
  { threshold, signal, onProgress }: LinkRowsOptions,
  link: LinkOptions['link'],
): Promise<void> {
  const { sketches, params: sketchParams } = await sketchRows(collection, rows, threshold, signal);
  const totalRows = rows.count;
  let waiting: Uint32Array[] = [];
  let pairs = 0;
  const linkWaiting = async (): Promise<void> => {
    const taken = waiting;
    [waiting, pairs] = [[], 0];
    const options = { threshold, link };
    while (!(await collection.read((view) => linkPairs(view, rows, taken, options), { signal }))) await yieldTask();
  };
  let reported = -1;
  let steps = 0;
  for (const step of nearPairs(sketches, sketchParams)) {
    if (step.pairs.length > 0) waiting.push(step.pairs);
    pairs += step.pairs.length / 2;
    if (pairs >= pairsAtOnce) await linkWaiting();
    else if ((steps += 1) % stepsAtOnce === 0) await yieldTask();
    signal?.throwIfAborted();
    if (step.doneRows === reported) continue;
    reported = step.doneRows;
    onProgress?.({ phase: 'rows', doneRows: reported, totalRows });
  }
  await linkWaiting();
}

/** The groups with the ids of their rows. */
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
