export { createOnsight, type OnsightOptions } from './api/create-onsight.ts';
export type { ModelChoice } from './api/arguments/model-choice.ts';
export type { AudioClassification } from './tasks/classify-audio/contract.ts';
export type { AudioInput } from './sample/audio-input.ts';
export type { ImageInput } from './sample/image-input.ts';
export type { Library } from './api/library.ts';
export type { DuplicatesOptions, ListOptions } from './api/arguments/library-options.ts';
export type { CheckpointFolder } from './api/arguments/checkpoint-folder.ts';
export type { CostOptions, ImportOptions, Models } from './api/models.ts';
export { typeOf } from './tasks/define-task.ts';
export { defineOutsideTask as defineTask, type OutsideContext, type OutsideTask } from './tasks/outside-task.ts';
export type { ModelCallOptions, TaskCallOptions } from './tasks/call-options.ts';
export type { AskOptions } from './tasks/ask/page.ts';
export type { CaptionCallOptions, CaptionStreamOptions } from './tasks/caption/page.ts';
export type { ClassifyOptions } from './tasks/classify/page.ts';
export type { MatchOptions } from './tasks/match/page.ts';
export type { TranscribeOptions } from './tasks/transcribe/page.ts';
export type { LoadOptions, LoadResult, OpenLibraryOptions } from './api/arguments/load-options.ts';
export type { Onsight } from './api/onsight.ts';
export { paintSpotlight, type SpotlightOptions } from './elements/paint-spotlight.ts';
export type { ImageOrItem } from './sample/image-ref.ts';
export type { Input, ItemInput, ItemRef, NamedInput, Part, Sample } from './sample/input.ts';
export { defineModality, type CustomModality } from './sample/modality.ts';
export type { AudioPart, CustomPart, ImagePart, TextPart, VideoPart } from './sample/part.ts';
export { linesOf, type PlacedLine } from './sample/placed-line.ts';
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
export type { DeviceChoice } from './runtime/backend.ts';
export type { DeviceState } from './runtime/device-state.ts';
export type { ModelInfo, ModelTask } from './families/capabilities.ts';
export type { Dtype, ModelCost, ModelRef, StoredModel } from './sources/model-types.ts';
export type {
  AddCounts,
  AddFailure,
  AddFailureReason,
  AddOptions,
  AddProgress,
  AddResult,
  AddTextsOptions,
  AddTextsResult,
  IngestFile,
  IngestText,
} from './library/ingest/ingest.ts';
export type { Answer } from './tasks/ask/contract.ts';
export type { Caption } from './tasks/caption/contract.ts';
export type { Transcript } from './tasks/transcribe/contract.ts';
export type { AudioTrack } from './media/audio/decode-audio.ts';
export type {
  AnswerOptions,
  CaptionOptions,
  CaptionStep,
  GeneratedText,
  GenerateOptions,
  LanguageTask,
  RankedAnswer,
  WordHeat,
} from './families/vision-language-model.ts';
export type { Classification } from './families/zero-shot.ts';
export type { DeletedItems, DuplicateLevel } from './library/library-service.ts';
export type { DuplicateGroup, StoreProgress } from './store/contract/store.ts';
export type { EmbeddingModelInfo, Readability, Relevance } from './families/embedding-model.ts';
export type { SpokenSegment, SpokenWord } from './families/heard-speech.ts';
export type { RecognizedText, TextLine, TextWord } from './families/recognized-text.ts';
export type { Quad } from './math/geometry/quad.ts';
export type { ExampleWeights } from './library/search/rocchio.ts';
export type { FieldTest, Filter } from './store/contract/filter.ts';
export type {
  GroupBy,
  Hit,
  HitGroup,
  LibraryItem,
  SearchOptions,
  ShownHit,
  UnlikeText,
} from './library/search/query.ts';
export type { HeatMap } from './math/heat-map.ts';
export type { Highlight } from './library/words/highlights.ts';
export type { ImageInfo } from './media/image/image-info.ts';
export type { ReadTextOptions, ReadTextResult } from './library/reading/read-text.ts';
export type {
  LibraryStatus,
  ReindexCounts,
  ReindexFailure,
  ReindexOptions,
  ReindexProgress,
  ReindexResult,
} from './library/reindex/reindex.ts';
export type { Metadata, MetadataChange, MetadataValue, Modality } from './store/contract/item.ts';
export type { ModelPreset } from './families/hub/hub-presets.ts';
export type { Stream } from './rpc/stream.ts';
