import { bySegment } from './add-rows.ts';
import { exportRows } from '../files/export-store.ts';
import { locateItems } from '../segments/locate-rows.ts';
import type { WriteView } from '../segments/view.ts';
import { markRowsDeleted, writeState } from '../segments/write-segment.ts';

/** Deletes items with all their parts. Resolves with how many were there. */
export async function deleteRows(view: WriteView, ids: readonly string[]): Promise<number> {
  const located = await locateItems(view, ids);
  if (located.size === 0) return 0;
  const thumbnails = view.tx.objectStore('thumbnails');
  await Promise.all([
    markRowsDeleted(view, bySegment([...located.values()].flat())),
    ...[...located.keys()].map((id) => thumbnails.delete(id)),
  ]);
  await writeState(view.tx, view.state);
  return located.size;
}

/** Deleted rows: their ids, and a file that restores them. */
export interface DeletedRows {
  readonly ids: readonly string[];
  /** In the format of an export: vectors as stored, metadata, thumbnails, positions. */
  readonly file: Blob;
}

/** Deletes rows and returns what restores them, in one transaction. */
export async function deleteRestorably(view: WriteView, ids: readonly string[]): Promise<DeletedRows> {
  const located = await locateItems(view, ids);
  const file = await exportRows(view, [...bySegment([...located.values()].flat())]);
  await deleteRows(view, ids);
  return { ids: [...located.keys()], file };
}

/** Deletes everything but the state. */
export async function clearRows({ tx, state }: WriteView): Promise<void> {
  const names = ['heads', 'codes', 'seconds', 'rows', 'dead', 'thumbnails'] as const;
  await Promise.all(names.map((name) => tx.objectStore(name).clear()));
  const own = { space: 0, primary: 0, spaces: [], centre: undefined, target: undefined, complete: undefined };
  await writeState(tx, { ...state, ...own });
}
