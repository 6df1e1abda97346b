import { bySegment } from './add-rows.ts';
import { locateRows } from './locate-rows.ts';
import type { WriteView } from './view.ts';
import { buryRows, writeState } from './write-segment.ts';

/** Deletes rows. Resolves with how many were there. */
export async function deleteRows(view: WriteView, ids: readonly string[]): Promise<number> {
  const located = await locateRows(view, ids);
  if (located.size === 0) return 0;
  const thumbnails = view.tx.objectStore('thumbnails');
  await Promise.all([
    buryRows(view.tx, bySegment(located.values())),
    ...[...located.keys()].map((id) => thumbnails.delete(id)),
  ]);
  await writeState(view.tx, view.state);
  return located.size;
}

/** Deletes everything but the state. */
export async function clearRows({ tx, state }: WriteView): Promise<void> {
  const names = ['heads', 'codes', 'seconds', 'rows', 'dead', 'thumbnails'] as const;
  await Promise.all(names.map((name) => tx.objectStore(name).clear()));
  await writeState(tx, { ...state, centre: undefined });
}
