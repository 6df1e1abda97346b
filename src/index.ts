export { createOnsight, type ModelChoice, type OnsightOptions } from './api/create-onsight.ts';
export type { ImageInput } from './api/image-input.ts';
export type { Library, ListOptions } from './api/library.ts';
export type { Models } from './api/models.ts';
export type { ClassifyOptions, LoadOptions, ModelCallOptions, Onsight } from './api/onsight.ts';
export type { SearchQuery } from './api/search-query.ts';
export type { AbortOptions } from './core/abort.ts';
export { OnsightError, type OnsightErrorCode, type OnsightErrorDetails } from './core/errors.ts';
export type { LoadProgress, OnProgress } from './core/progress.ts';
export type {
  DeviceChoice,
  DeviceState,
  Dtype,
  ModelCost,
  ModelPreset,
  ModelRef,
  StoredModel,
  Tower,
} from './protocol/states.ts';
export type {
  AddCounts,
  AddFailure,
  AddOptions,
  AddProgress,
  AddResult,
  Classification,
  EmbeddingModelInfo,
  FieldTest,
  Filter,
  Hit,
  IngestFile,
  LibraryItem,
  Metadata,
  MetadataValue,
  Modality,
  Relevance,
  SearchOptions,
} from './protocol/worker-methods.ts';
