export { createOnsight, type ModelChoice, type OnsightOptions } from './api/create-onsight.ts';
export type { ImageInput } from './api/image-input.ts';
export type { Library } from './api/library.ts';
export type { DuplicatesOptions, ListOptions } from './api/library-options.ts';
export type { CheckpointFolder } from './api/checkpoint-folder.ts';
export type { CostOptions, ImportOptions, Models } from './api/models.ts';
export type {
  AskOptions,
  CaptionCallOptions,
  CaptionStreamOptions,
  ClassifyOptions,
  LoadOptions,
  MatchOptions,
  ModelCallOptions,
} from './api/call-options.ts';
export type { Onsight } from './api/onsight.ts';
export { paintSpotlight, type SpotlightOptions } from './api/paint-spotlight.ts';
export type { PictureInput } from './api/picture-input.ts';
export type { SearchQuery } from './api/search-query.ts';
export type { AbortOptions } from './core/abort.ts';
export {
  OnsightError,
  type ImageProblem,
  type MediaProblem,
  type OnsightErrorCode,
  type OnsightErrorDetails,
} from './core/errors.ts';
export type { LoadProgress, OnProgress } from './core/progress.ts';
export { findJunk, junkRules, type JunkRule } from './api/junk-file.ts';
export type * from './api/wire-types.ts';
