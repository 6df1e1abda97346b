import type { CollectionState, Expected, Space, StoredState } from '../format/schema.ts';

/** The spaces of a collection. One that was written before version 4 has one. */
export function spacesOf({ spaces, model, dims, centre }: StoredState): readonly Space[] {
  return spaces ?? [{ model, dims, centre }];
}

/** The state as the space of `expected` sees it; a new space comes after those that are stored. */
export function ownState(stored: StoredState, { model, dims }: Expected): CollectionState {
  const spaces = spacesOf(stored);
  const known = spaces.findIndex((space) => space.model === model && space.dims === dims);
  const { primary = 0 } = stored;
  if (known >= 0) return { ...stored, ...spaces[known], spaces, primary, space: known };
  return { ...stored, model, dims, centre: undefined, spaces, primary, space: spaces.length };
}

/** The state as the space of a number sees it. */
export function ofSpace(stored: StoredState, space: number): CollectionState {
  const spaces = spacesOf(stored);
  return { ...stored, ...spaces[space], spaces, primary: stored.primary ?? 0, space };
}

/** The number of the space of a model among those of the collection; the store's own where it is not one of them. */
export function spaceOf(state: CollectionState, model: string | undefined, dims: number): number {
  const known = state.spaces.findIndex((space) => space.model === model && space.dims === dims);
  return known < 0 ? state.space : known;
}
