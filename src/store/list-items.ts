import { OnsightError } from '../core/errors.ts';
import type { ItemPredicate } from './item-predicate.ts';
import type { ItemRecord, Tx } from './schema.ts';

/** What {@link listItems} is to give. */
export interface ListOptions {
  readonly store: string;
  readonly limit: number;
  readonly accept: ItemPredicate | undefined;
  readonly after: string | undefined;
}

const pageRows = 256;

/** One page of items, newest first. @throws OnsightError `item-not-found` when `after` is not there */
export async function listItems(tx: Tx, options: ListOptions): Promise<readonly ItemRecord[]> {
  const { store, limit, accept, after } = options;
  const items = tx.objectStore('items');
  let last = -Infinity;
  if (after !== undefined) {
    const item = await items.get(after);
    if (item === undefined) throw new OnsightError('item-not-found', { store, id: after });
    last = item.rank;
  }
  const found: ItemRecord[] = [];
  for (;;) {
    const wanted = accept === undefined ? Math.min(limit - found.length, pageRows) : pageRows;
    const page = await items.index('rank').getAll(IDBKeyRange.lowerBound(last, true), wanted);
    for (const item of page) if (found.length < limit && (accept?.(item) ?? true)) found.push(item);
    const end = page.at(-1);
    if (end === undefined || page.length < wanted || found.length >= limit) return found;
    last = end.rank;
  }
}
