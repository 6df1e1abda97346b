export { openChromaStore, type ChromaStoreOptions } from './remote/chroma/open-chroma-store.ts';
export { openQdrantStore, type QdrantStoreOptions } from './remote/qdrant/open-qdrant-store.ts';
export type { RemoteStoreOptions } from './remote/remote-options.ts';
export { pull, push, type CopyOptions } from './remote/rows/copy-rows.ts';
export { OnsightError, type OnsightErrorCode, type OnsightErrorDetails } from './core/errors.ts';
export type { Filter, FilterOf } from './store/contract/filter.ts';
export type { Metadata, MetadataValue, NewRow, Row, RowField, ScoredRow } from './store/contract/item.ts';
export type { MetadataOf, MetadataSchema } from './store/contract/metadata-schema.ts';
export type { Store, StoreAddResult, StoreProgress } from './store/contract/store.ts';
