import type { CollectionState, Expected, Space, StoredState } from '../format/schema.ts';

/** Spaces of a collection. One written before version 4 has a single space. */
export function spacesOf({ spaces, model, dims, centre }: StoredState): readonly Space[] {
  return spaces ?? [{ model, dims, centre }];
}

/** State as seen from the space of `expected`; a new space is appended. */
export function ownState(stored: StoredState, { model, dims }: Expected): CollectionState {
  const spaces = spacesOf(stored);
  const known = spaces.findIndex((space) => space.model === model && space.dims === dims);
  const { primary = 0 } = stored;
  if (known >= 0) return { ...stored, ...spaces[known], spaces, primary, space: known };
  return { ...stored, model, dims, centre: undefined, spaces, primary, space: spaces.length };
}

/** State as seen from the space with this index. */
export function ofSpace(stored: StoredState, space: number): CollectionState {
  const spaces = spacesOf(stored);
  return { ...stored, ...spaces[space], spaces, primary: stored.primary ?? 0, space };
}

/** Index of a model's space; the store's own space if it is not stored. */
export function spaceOf(state: CollectionState, model: string | undefined, dims: number): number {
  const known = state.spaces.findIndex((space) => space.model === model && space.dims === dims);
  return known < 0 ? state.space : known;
}
