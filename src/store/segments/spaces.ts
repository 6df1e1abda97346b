import type { Modality, ModalitySpace } from '../contract/item.ts';
import type { CollectionState, Expected, Space, StoredState } from '../format/schema.ts';

/** Spaces of a collection. One written before version 4 has a single space. */
export function spacesOf({ spaces, model, dims, centre }: StoredState): readonly Space[] {
  return spaces ?? [{ model, dims, centre }];
}

/** State as seen from the space of `expected`; a new space is appended. */
export function ownState(stored: StoredState, { model, dims }: Expected): CollectionState {
  const spaces = spacesOf(stored);
  const known = indexOf(spaces, { model, dims });
  const { primary = 0 } = stored;
  if (known >= 0) return { ...stored, ...spaces[known], spaces, primary, space: known };
  return { ...stored, model, dims, centre: undefined, spaces, primary, space: spaces.length };
}

/** State as seen from the space with this index. */
export function ofSpace(stored: StoredState, space: number): CollectionState {
  const spaces = spacesOf(stored);
  const { model, dims, centre } = spaces[space] ?? stored;
  return { ...stored, model, dims, centre, spaces, primary: stored.primary ?? 0, space };
}

/** Index of a model's space; the store's own space if it is not stored. */
export function spaceOf(state: CollectionState, model: string | undefined, dims: number): number {
  const known = indexOf(state.spaces, { model, dims });
  return known < 0 ? state.space : known;
}

/** State with the space of a modality, which is appended if it is new, and its index. */
export function withModality(
  state: CollectionState,
  { model, dims }: ModalitySpace,
  modality: Modality,
): { readonly state: CollectionState; readonly space: number } {
  const own: Space = { model: state.model, dims: state.dims, centre: state.centre };
  const spaces = [...state.spaces.slice(0, state.space), own, ...state.spaces.slice(state.space + 1)];
  const known = spaces.findIndex((each) => isModality(each) && each.model === model && each.dims === dims);
  if (known >= 0) return { state: { ...state, spaces }, space: known };
  return {
    state: { ...state, spaces: [...spaces, { model, dims, centre: undefined, modality }] },
    space: spaces.length,
  };
}

/** Indexes of the spaces of modalities; with `modality`, of that one. */
export function modalitySpaces({ spaces }: CollectionState, modality?: Modality): readonly number[] {
  return spaces.flatMap((space, index) =>
    isModality(space) && (modality === undefined || space.modality === modality) ? [index] : [],
  );
}

function isModality({ modality }: Space): boolean {
  return modality !== undefined;
}

function indexOf(
  spaces: readonly Space[],
  { model, dims }: { readonly model: string | undefined; readonly dims: number },
): number {
  return spaces.findIndex((space) => !isModality(space) && space.model === model && space.dims === dims);
}
