import type { CollectionState } from '../format/schema.ts';
import type { View } from './view.ts';

/** Coverage of a collection by one embedding space. */
export interface SpaceCoverage {
  readonly space: number;
  readonly model: string;
  /** Live rows that have a vector in it, including those that were moved out of it. */
  readonly rows: number;
}

/** Coverage of a collection by the embedding spaces of several models. */
export interface SpacesReport {
  /** Items. */
  readonly total: number;
  /** Items whose row is in the store's own space now. */
  readonly own: number;
  /** True if the store's own space holds all rows that could be moved into it. */
  readonly isComplete: boolean;
  /** Every space that has vectors. */
  readonly spaces: readonly SpaceCoverage[];
  readonly ownSpace: number;
}

const known = new WeakMap<CollectionState, SpacesReport>();

/** Counts rows by embedding space; cached until the next write. */
export function reportSpaces({ state, snapshot }: Pick<View, 'state' | 'snapshot'>): SpacesReport {
  // The snapshot's own object, which stays the same until the next update.
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
    // By hash: colliding ids are counted once, which affects at most one row in many thousands.
    for (const hash of head?.hashes ?? []) if (snapshot.rowsOfHash(hash).length > 0) hashes.add(hash);
  }
  const spaces = [...covered].map(([space, { size }]) => ({
    space,
    model: state.spaces[space]?.model ?? '',
    rows: size,
  }));
  return { total, own, isComplete, spaces, ownSpace: state.space };
}
