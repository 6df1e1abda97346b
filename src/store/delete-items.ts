import type { Mirror, Segment } from './mirror.ts';
import { withBits } from './row-bits.ts';
import type { CollectionState, WriteTx } from './schema.ts';
import { dropSegments, writeState } from './write-segments.ts';

/** Deletes items: their rows are marked dead, a segment without a live row goes. Resolves with how many were there. */
export async function deleteItems(
  tx: WriteTx,
  mirror: Mirror,
  state: CollectionState,
  ids: readonly string[],
): Promise<number> {
  const dying = new Map<Segment, number[]>();
  const found = [...new Set(ids)].filter((id) => {
    const location = mirror.locate(id);
    if (location === undefined) return false;
    const rows = dying.get(location.segment);
    if (rows === undefined) dying.set(location.segment, [location.row]);
    else rows.push(location.row);
    return true;
  });
  if (found.length === 0) return 0;
  await Promise.all([
    ...found.flatMap((id) => [tx.objectStore('items').delete(id), tx.objectStore('thumbnails').delete(id)]),
    ...[...dying].map(([segment, rows]) => buryRows(tx, segment, rows)),
  ]);
  await writeState(tx, state);
  return found.length;
}

async function buryRows(tx: WriteTx, { head, dead, live }: Segment, rows: readonly number[]): Promise<void> {
  if (rows.length === live) await dropSegments(tx, [head.number]);
  else await tx.objectStore('tombstones').put(withBits(dead, rows, head.ids.length), head.number);
}

/** Deletes everything but the state. */
export async function clearItems(tx: WriteTx, state: CollectionState): Promise<void> {
  await Promise.all(
    (['items', 'segments', 'vectors', 'tombstones', 'thumbnails'] as const).map((name) => tx.objectStore(name).clear()),
  );
  await writeState(tx, state);
}
