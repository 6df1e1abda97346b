import { compileFilter } from './compile-filter.ts';
import type { Filter } from './filter.ts';
import type { Modality } from './item.ts';
import type { CollectionState, ItemRecord } from './schema.ts';

/** Whether an item is looked for. */
export type ItemPredicate = (item: Pick<ItemRecord, 'modality' | 'metadata'>) => boolean;

/** What a call looks for. */
export interface ItemSelection {
  readonly filter?: Filter | undefined;
  readonly modality?: Modality | undefined;
}

/**
 * Makes a predicate of a selection, undefined where every item passes. It is made before the collection is read, so
 * that a wrong filter is refused at once; `state` then says whether the modality needs asking at all.
 *
 * @throws TypeError as `compileFilter` does
 */
export function compileSelection({
  filter,
  modality,
}: ItemSelection): (state: CollectionState) => ItemPredicate | undefined {
  const passes = filter === undefined ? undefined : compileFilter(filter);
  return ({ modalities }) => {
    // Most collections hold one modality only, and then no item has to be read for it.
    const asked = modality !== undefined && !(modalities?.length === 1 && modalities[0] === modality);
    if (!asked) return passes && ((item): boolean => passes(item.metadata));
    return (item) => item.modality === modality && (passes?.(item.metadata) ?? true);
  };
}
