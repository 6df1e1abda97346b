import { observable, type WritableObservable } from 'onsight/state';

/** Photos that the visitor selected, and the one that a range starts from. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | undefined;
}

const nothing: Selection = { ids: new Set(), anchor: undefined };

/** The selection of the grid. */
export const selection: WritableObservable<Selection> = observable(nothing);

/** Selects a photo, or takes it out. */
export function toggleSelected(id: string): void {
  const ids = new Set(selection.value.ids);
  if (!ids.delete(id)) ids.add(id);
  selection.set({ ids, anchor: id });
}

/** Selects everything from the anchor to `id` in the order of `all`; an anchor that is not shown is none. */
export function selectTo(id: string, all: readonly { readonly id: string }[]): void {
  const isShown = all.some((photo) => photo.id === selection.value.anchor);
  const anchor = isShown ? (selection.value.anchor ?? id) : id;
  const ends = [anchor, id].map((end) => all.findIndex((photo) => photo.id === end));
  const range = all.slice(Math.min(...ends), Math.max(...ends) + 1);
  selection.set({ ids: new Set([...selection.value.ids, ...range.map((photo) => photo.id)]), anchor });
}

/** Selects all photos of a list. */
export function selectAll(all: readonly { readonly id: string }[]): void {
  selection.set({ ids: new Set(all.map(({ id }) => id)), anchor: selection.value.anchor });
}

/** Deselects photos that are not shown, so that no hidden photo is deleted. */
export function keepSelected(shown: readonly { readonly id: string }[]): void {
  const { ids, anchor } = selection.value;
  if (ids.size === 0) return;
  const kept = shown.filter(({ id }) => ids.has(id)).map(({ id }) => id);
  if (kept.length < ids.size) selection.set({ ids: new Set(kept), anchor });
}

/** Selects nothing. */
export function clearSelection(): void {
  selection.set(nothing);
}
