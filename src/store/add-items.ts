import type { CheckedItem, CheckedItems } from './check-items.ts';
import type { Mirror } from './mirror.ts';
import type { CollectionState, WriteTx } from './schema.ts';
import type { StoreAddResult } from './store.ts';
import { writeSegments, writeState } from './write-segments.ts';

/** Writes those items whose ids are not there yet; of one id given twice, the first. */
export async function addItems(
  tx: WriteTx,
  mirror: Mirror,
  state: CollectionState,
  { items, vectors }: CheckedItems,
): Promise<StoreAddResult> {
  const fresh = new Map<string, { readonly item: CheckedItem; readonly index: number }>();
  const existing = new Set<string>();
  items.forEach((item, index) => {
    if (fresh.has(item.id) || mirror.locate(item.id) !== undefined) existing.add(item.id);
    else fresh.set(item.id, { item, index });
  });
  if (fresh.size === 0) return { added: [], existing: [...existing] };
  const ids = [...fresh.keys()];
  const rows = pickRows(
    vectors,
    [...fresh.values()].map(({ index }) => index),
    state.dims,
  );
  const next = await writeSegments(tx, state, ids, rows);
  await Promise.all([...fresh.values()].map(({ item }, i) => writeItem(tx, state, item, state.sequence + i)));
  const modalities = [
    ...new Set([...(state.modalities ?? []), ...[...fresh.values()].map(({ item }) => item.modality)]),
  ];
  await writeState(tx, { ...next, modalities, sequence: state.sequence + fresh.size });
  return { added: ids, existing: [...existing] };
}

function pickRows(vectors: Float32Array, indexes: readonly number[], dims: number): Float32Array {
  if (indexes.length * dims === vectors.length) return vectors;
  const rows = new Float32Array(indexes.length * dims);
  indexes.forEach((index, row) => {
    rows.set(vectors.subarray(index * dims, (index + 1) * dims), row * dims);
  });
  return rows;
}

async function writeItem(tx: WriteTx, state: CollectionState, item: CheckedItem, sequence: number): Promise<void> {
  const { id, modality, metadata, thumbnail } = item;
  const record = { id, modality, metadata, addedAt: Date.now(), rank: -sequence, changed: state.version + 1 };
  await Promise.all([
    tx.objectStore('items').add(record),
    thumbnail === undefined ? undefined : tx.objectStore('thumbnails').put(thumbnail, id),
  ]);
}
