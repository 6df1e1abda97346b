import { yieldTask } from '../core/yield-task.ts';
import { decodeRow } from '../math/vector-codes/decode-row.ts';
import { normalize } from '../math/normalize.ts';
import type { Collection } from './collection.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { findRows } from './search-rows.ts';
import { readBlock, readEncoded } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import { selectRows, type Selection } from './selection.ts';
import { hasBit } from './row-bits.ts';
import type { DuplicateGroup, StoreDuplicatesOptions } from './store.ts';
import type { View } from './view.ts';

/** Rows that are held against the others in one transaction: writers wait no longer than that. */
const rowsAtOnce = 64;

/**
 * Groups of rows that are linked by scores of at least the threshold. Each row is looked for among those that lie behind
 * it, so each pair is looked at once, by its codes first. Rows that are moved by a merge meanwhile lie behind all others
 * then, and are met again.
 */
export async function findDuplicates(
  collection: Collection,
  selection: Selection,
  { threshold = 0.95, signal, onProgress }: StoreDuplicatesOptions,
): Promise<readonly DuplicateGroup[]> {
  const groups = new DisjointSets();
  let doneRows = 0;
  for (let at: Position | undefined = { segment: -1, row: 0 }; at !== undefined;) {
    const from: Position = at;
    const step = await collection.read((view) => linkRows(view, selection, { from, threshold, groups }), { signal });
    doneRows += step.rows;
    at = step.next;
    onProgress?.({ phase: 'rows', doneRows, totalRows: undefined });
    await yieldTask(); // for a cancel to be heard
    signal?.throwIfAborted();
  }
  onProgress?.({ phase: 'done', doneRows, totalRows: undefined });
  return groups.sets().map(({ members, lowest }) => ({ ids: members, score: lowest }));
}

interface Position {
  readonly segment: number;
  readonly row: number;
}

interface LinkRules {
  readonly from: Position;
  readonly threshold: number;
  readonly groups: DisjointSets;
}

interface LinkStep {
  readonly rows: number;
  /** Where to go on. */
  readonly next: Position | undefined;
}

/** Links the next rows with those behind them. */
async function linkRows(view: View, selection: Selection, { from, threshold, groups }: LinkRules): Promise<LinkStep> {
  const segment = view.mirror.segments.find(({ number, whole }) => whole && number >= from.segment);
  if (segment === undefined) return { rows: 0, next: undefined };
  const start = segment.number === from.segment ? from.row : 0;
  const end = Math.min(segment.rows, start + rowsAtOnce);
  const [block, encoded, chosen] = await Promise.all([
    readBlock(view, segment),
    readEncoded(view, segment),
    selectRows(view, selection, segment),
  ]);
  const after = { segment: segment.number + 1, row: 0 };
  if (block === undefined || encoded === undefined || chosen === undefined) return { rows: 0, next: after };
  let rows = 0;
  for (let row = start; row < end; row += 1) {
    if (!segment.isAlive(row) || (chosen !== 'all' && !hasBit(chosen, row))) continue;
    const vector = decodeRow(encoded, row);
    const query = view.state.metric === 'cosine' ? normalize(vector) : vector;
    for (const { id, score } of await neighbours(view, query, { segment, row }, selection, threshold))
      groups.link(block.id(row), id, score);
    rows += 1;
  }
  return { rows, next: end < segment.rows ? { segment: segment.number, row: end } : after };
}

async function neighbours(
  view: View,
  query: Float32Array,
  behind: { readonly segment: Segment; readonly row: number },
  selection: Selection,
  threshold: number,
): Promise<readonly { readonly id: string; readonly score: number }[]> {
  for (;;) {
    const rules = { selection, limit: Math.max(1, view.mirror.count), minScore: threshold, behind };
    const found = await findRows(view, query, rules);
    if (found !== undefined) return found;
  }
}
