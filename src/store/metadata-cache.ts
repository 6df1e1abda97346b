import type { CollectionState, ItemRecord, Tx } from './schema.ts';

/** All items' records in memory, once a filter needed them; kept up to date by reading only what changed. */
export class MetadataCache {
  #uid = '';
  #version = -1;
  #items = new Map<string, ItemRecord>();

  /** Brings the cache up to date with what `tx` sees; `isStored` tells which ids are still there. */
  async sync(tx: Tx, state: CollectionState, isStored: (id: string) => boolean): Promise<void> {
    const fresh = state.uid !== this.#uid;
    if (!fresh && state.version <= this.#version) return;
    const since = fresh ? -1 : this.#version;
    const changed = await tx.objectStore('items').index('changed').getAll(IDBKeyRange.lowerBound(since, true));
    if (state.uid === this.#uid && state.version <= this.#version) return; // another call was faster
    if (fresh) this.#items.clear();
    for (const item of changed) this.#items.set(item.id, item);
    for (const id of this.#items.keys()) if (!isStored(id)) this.#items.delete(id);
    this.#uid = state.uid;
    this.#version = state.version;
  }

  /** The record of an item. */
  get(id: string): ItemRecord | undefined {
    return this.#items.get(id);
  }
}
