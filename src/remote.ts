export { openChromaStore, type ChromaStoreOptions } from './remote/open-chroma-store.ts';
export { openQdrantStore, type QdrantStoreOptions } from './remote/open-qdrant-store.ts';
export type { RemoteStoreOptions } from './remote/remote-options.ts';
export { pull, push, type CopyOptions } from './remote/copy-rows.ts';
export { OnsightError, type OnsightErrorCode, type OnsightErrorDetails } from './core/errors.ts';
export type { Filter, FilterOf } from './store/filter.ts';
export type { Metadata, MetadataValue, NewRow, Row, RowField, ScoredRow } from './store/item.ts';
export type { MetadataOf, MetadataSchema } from './store/metadata-schema.ts';
export type { Store, StoreAddResult, StoreProgress } from './store/store.ts';
