import { openPageStore } from './api/store/open-page-store.ts';
import { openLocalStore } from './store/open-store.ts';

/**
 * Opens the store `name`, making it where there is none: on a page in a worker of its own; in a worker, and
 * where there are none (jsdom, Node with an implementation of IndexedDB), right there.
 *
 * @throws TypeError, RangeError for misuse; OnsightError `model-mismatch`, `dimension-mismatch` when it holds rows of
 * another kind, `store-blocked`, `store-outdated`, `store-failed`, `setup-blocked`, `worker-crashed`
 * @example
 * ```ts
 * const store = await openStore('photos', { dims: 2, metadata: { year: 'number' } });
 * await store.add({ id: 'a', vector: [3, 4], metadata: { year: 2024 } });
 * await store.search([1, 0]); // [{ id: 'a', score: 0.6, metadata: { year: 2024 } }]
 * ```
 */
export const openStore: typeof openLocalStore =
  typeof document === 'undefined' || typeof Worker === 'undefined' ? openLocalStore : openPageStore;

export { filterItems } from './store/rows/compile-filter.ts';
export { deleteStore, listStores } from './store/database/open-database.ts';
export type { AbortOptions } from './core/async/abort.ts';
export { OnsightError, type OnsightErrorCode, type OnsightErrorDetails } from './core/errors.ts';
export type { OnProgress } from './core/progress.ts';
export type { Metric } from './vectors/codes/metric.ts';
export type { FieldTest, Filter, FilterOf, TypedFieldTest, TypedFilter } from './store/contract/filter.ts';
export type {
  Metadata,
  MetadataValue,
  Modality,
  NewRow,
  Row,
  RowField,
  RowFields,
  ScoredRow,
  StoredThumbnail,
} from './store/contract/item.ts';
export type { FieldType, MetadataOf, MetadataSchema } from './store/contract/metadata-schema.ts';
export type * from './store/contract/store.ts';
