import type { Collection } from '../collection/collection.ts';
import { linkRows, type LinkRowsOptions } from './link-rows.ts';
import { FollowedRows } from '../rows/followed-rows.ts';
import { NearestPartners } from './nearest-partners.ts';
import { readBlocks } from '../segments/segment-reader.ts';
import type { Selection } from '../rows/selection.ts';
import type { View } from '../segments/view.ts';

/** Two rows and their score. */
export interface NearPair {
  readonly a: string;
  readonly b: string;
  readonly score: number;
}

/** Options of {@link findNearPairs}. */
export interface NearPairsOptions extends LinkRowsOptions {
  /** Pairs to keep per row: its nearest ones. */
  readonly perRow: number;
}

/**
 * Finds pairs of rows that score at least the threshold, highest first. Keeps only the nearest partners of each row, so
 * that memory grows with the rows and not with the pairs. Rows deleted meanwhile are left out.
 */
export async function findNearPairs(
  collection: Collection,
  selection: Selection,
  { perRow, ...options }: NearPairsOptions,
): Promise<readonly NearPair[]> {
  const { signal } = options;
  const rows = await collection.read((view) => FollowedRows.take(view, selection), { signal });
  const partners = new NearestPartners(rows.count, perRow);
  await linkRows(collection, rows, options, (a, b, score) => {
    partners.add(a, b, score);
  });
  const pairs = partners.pairs();
  const ids = await collection.read((view) => namesOf(view, rows, pairs), { signal });
  return pairs.flatMap(({ a, b, score }) => {
    const [first, second] = [ids.get(a), ids.get(b)];
    return first === undefined || second === undefined ? [] : [{ a: first, b: second, score }];
  });
}

async function namesOf(
  view: View,
  rows: FollowedRows,
  pairs: readonly { readonly a: number; readonly b: number }[],
): Promise<ReadonlyMap<number, string>> {
  await rows.follow(view);
  const located = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].flatMap((number) => {
    const location = rows.locate(number);
    return location === undefined ? [] : [{ number, location }];
  });
  const blocks = await readBlocks(
    view,
    located.map(({ location }) => location.segment),
  );
  const ids = new Map<number, string>();
  for (const { number, location } of located) {
    const id = blocks.get(location.segment)?.id(location.row);
    if (id !== undefined) ids.set(number, id);
  }
  return ids;
}
