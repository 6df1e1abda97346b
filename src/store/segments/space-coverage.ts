import type { CollectionState } from '../format/schema.ts';
import type { View } from './view.ts';

/** How much of a collection one embedding space covers. */
export interface SpaceCoverage {
  readonly space: number;
  readonly model: string;
  /** Living rows that have a vector in it, those that were moved out of it among them. */
  readonly rows: number;
}

/** Where a collection stands between the embedding spaces of several models. */
export interface SpacesReport {
  /** Items. */
  readonly total: number;
  /** Items whose row is in the store's own space now. */
  readonly own: number;
  /** Whether all rows that could be moved into the store's own space are there. */
  readonly isComplete: boolean;
  /** Every space that has vectors. */
  readonly spaces: readonly SpaceCoverage[];
  readonly ownSpace: number;
}

const known = new WeakMap<CollectionState, SpacesReport>();

/** Counts rows by their embedding spaces; remembered until something is written. */
export function reportSpaces({ state, snapshot }: Pick<View, 'state' | 'snapshot'>): SpacesReport {
  // The copy's own object: the same for as long as nothing was brought up to date.
  const at = snapshot.state ?? state;
  const report = known.get(at) ?? countSpaces({ state: at, snapshot });
  known.set(at, report);
  return report;
}

function countSpaces({ state, snapshot }: Pick<View, 'state' | 'snapshot'>): SpacesReport {
  const total = snapshot.items;
  const own = snapshot.segments.reduce((sum, { isOwn, liveItems }) => (isOwn ? sum + liveItems : sum), 0);
  const isComplete =
    snapshot.segments.every(({ isOwn, live }) => isOwn || live === 0) || state.complete === state.space;
  if (isComplete) {
    const only = { space: state.space, model: state.model, rows: own };
    return { total, own, isComplete, spaces: [only], ownSpace: state.space };
  }
  const covered = new Map<number, Set<number>>();
  for (const { space, head } of snapshot.segments) {
    const hashes = covered.get(space) ?? new Set<number>();
    covered.set(space, hashes);
    // By hash: rows whose hashes collide are counted once, which is one row in many thousands at most.
    for (const hash of head?.hashes ?? []) if (snapshot.rowsOfHash(hash).length > 0) hashes.add(hash);
  }
  const spaces = [...covered].map(([space, { size }]) => ({
    space,
    model: state.spaces[space]?.model ?? '',
    rows: size,
  }));
  return { total, own, isComplete, spaces, ownSpace: state.space };
}
