export { createOnsight, type ModelChoice, type OnsightOptions } from './api/create-onsight.ts';
export type { ImageInput } from './sample/image-input.ts';
export type { Library } from './api/library.ts';
export type { DuplicatesOptions, ListOptions } from './api/arguments/library-options.ts';
export type { CheckpointFolder } from './api/arguments/checkpoint-folder.ts';
export type { CostOptions, ImportOptions, Models } from './api/models.ts';
export type {
  AskOptions,
  CaptionCallOptions,
  CaptionStreamOptions,
  ClassifyOptions,
  LoadOptions,
  MatchOptions,
  ModelCallOptions,
} from './api/arguments/call-options.ts';
export type { Onsight } from './api/onsight.ts';
export { paintSpotlight, type SpotlightOptions } from './elements/paint-spotlight.ts';
export type { ImageOrItem } from './sample/image-ref.ts';
export type { Input, ItemRef, NamedInput, Part, Sample } from './sample/input.ts';
export type { AudioPart, CustomPart, ImagePart, TextPart, VideoPart } from './sample/part.ts';
export type { Region } from './sample/region.ts';
export type { TimeRange } from './sample/time-range.ts';
export type { SearchQuery } from './api/arguments/search-query.ts';
export type { AbortOptions } from './core/async/abort.ts';
export {
  OnsightError,
  type ImageProblem,
  type MediaProblem,
  type OnsightErrorCode,
  type OnsightErrorDetails,
} from './core/errors.ts';
export type { LoadProgress, OnProgress } from './core/progress.ts';
export { findJunk, junkRules, type JunkRule } from './api/junk/junk-file.ts';
export type * from './api/wire-types.ts';
