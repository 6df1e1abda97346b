import { observable, type Observable } from '../state/observable.ts';

/** Photos that the visitor selected, and the one that a range starts from. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | undefined;
}

const nothing: Selection = { ids: new Set(), anchor: undefined };

/** The selection of the grid. */
export const selection: Observable<Selection> = observable(nothing);

/** Selects a photo, or takes it out. */
export function toggleSelected(id: string): void {
  const ids = new Set(selection.value.ids);
  if (!ids.delete(id)) ids.add(id);
  selection.set({ ids, anchor: id });
}

/** Selects everything from the anchor to `id` in the order of `all`. */
export function selectTo(id: string, all: readonly { readonly id: string }[]): void {
  const anchor = selection.value.anchor ?? id;
  const ends = [anchor, id].map((end) => all.findIndex((photo) => photo.id === end));
  const range = all.slice(Math.min(...ends), Math.max(...ends) + 1);
  selection.set({ ids: new Set([...selection.value.ids, ...range.map((photo) => photo.id)]), anchor });
}

/** Selects nothing. */
export function clearSelection(): void {
  selection.set(nothing);
}
