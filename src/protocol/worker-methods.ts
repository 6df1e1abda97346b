import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress } from '../core/progress.ts';
import type {
  AddOptions,
  AddProgress,
  AddResult,
  AddTextsResult,
  IngestFile,
  IngestText,
} from '../library/ingest/ingest.ts';
import type { DeletedItems, DuplicatesOptions } from '../library/library-service.ts';
import type { Hit, LibraryItem, Query, SearchOptions } from '../library/search/query.ts';
import type { LibraryStatus, ReindexOptions, ReindexProgress, ReindexResult } from '../library/reindex/reindex.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { ImageInfo } from '../media/image/image-info.ts';
import type { ImageSource } from '../media/image/pixels.ts';
import type { Readability } from '../families/embedding-model.ts';
import type { ImageRef } from '../sample/part.ts';
import type { Classification } from '../families/zero-shot.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { Metadata } from '../store/contract/item.ts';
import type { DuplicateGroup, StoreProgress } from '../store/contract/store.ts';
import type { ModelPreset } from '../families/hub/hub-presets.ts';
import type { DeviceState, ModelCost, ModelInfo, ModelRef, ModelTask, StoredModel } from './states.ts';
import type {
  Answer as ModelAnswer,
  AnswerOptions,
  Caption as ModelCaption,
  CaptionOptions,
  CaptionStep,
  Judged,
} from '../families/vision-language-model.ts';
import type { StoreMethod, StoreMethodProgress, StoreMethods } from './store-methods.ts';

// Every call says all that it needs (model, library name): a worker that was ended and started again knows nothing,
// and any call may be made again on the new one.

/** A method that needs nothing. */
export type NoParams = Readonly<Record<string, never>>;

/** Names one library; its model is the one of the session. */
export interface LibraryRef {
  readonly library: string;
}

/** Options of a list call. */
export interface ListParams extends LibraryRef {
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
  readonly filter?: Filter | undefined;
  readonly thumbnails?: boolean | undefined;
}

/** Names one model, and the picture it is asked about. */
export interface PictureQuestion {
  readonly model: ModelRef;
  readonly picture: ImageRef;
  readonly priority?: Priority | undefined;
}

/** Names a model and what is wanted of it; all that it can where no tasks are given. */
export interface ModelUse {
  readonly model: ModelRef;
  readonly tasks?: readonly ModelTask[] | undefined;
}

/** How far a caption has come, beside the loading of the model. */
export type CaptionProgress = LoadProgress | { readonly phase: 'token'; readonly step: CaptionStep };

/** Everything a page can ask of the worker: one entry a method, from its parameters to its result. */
export interface WorkerMethods extends StoreMethods {
  modelInfo: (params: { readonly model: ModelRef }) => ModelInfo;
  load: (params: ModelUse) => undefined;
  /** Converts a checkpoint of a folder. */
  importModel: (params: {
    readonly model: ModelRef;
    readonly files: readonly { readonly path: string; readonly file: Blob }[];
  }) => ModelInfo;
  device: (params: NoParams) => DeviceState;
  embedText: (params: { readonly text: string }) => Float32Array;
  embedImage: (params: { readonly image: ImageSource }) => Float32Array;
  displayImage: (params: { readonly image: Blob }) => Blob;
  imageInfo: (params: { readonly files: readonly Blob[] }) => readonly (ImageInfo | undefined)[];
  readText: (params: { readonly text: string }) => Readability;
  classify: (params: {
    readonly image: ImageSource;
    readonly labels: readonly string[];
    readonly templates?: readonly string[] | undefined;
  }) => readonly Classification[];
  /** With `stream` the tokens are reported as they are written. */
  caption: (params: PictureQuestion & { readonly options: CaptionOptions; readonly stream?: boolean }) => Caption;
  ask: (params: PictureQuestion & { readonly question: string; readonly options: AnswerOptions }) => Answer;
  /** One number a text: the probability that it belongs to the picture, or with `similarity` their cosine. */
  match: (
    params: PictureQuestion & { readonly texts: readonly string[]; readonly similarity?: boolean },
  ) => readonly number[];
  presets: (params: NoParams) => readonly ModelPreset[];
  modelCost: (params: ModelUse) => ModelCost;
  storedModels: (params: NoParams) => readonly StoredModel[];
  deleteModel: (params: { readonly group: string }) => boolean;
  openLibrary: (params: LibraryRef) => undefined;
  libraries: (params: NoParams) => readonly string[];
  deleteLibrary: (params: LibraryRef) => undefined;
  addFiles: (
    params: LibraryRef & { readonly files: readonly IngestFile[]; readonly thumbnail?: AddOptions['thumbnail'] },
  ) => AddResult;
  addTexts: (params: LibraryRef & { readonly texts: readonly IngestText[] }) => AddTextsResult;
  reindexLibrary: (params: LibraryRef & Pick<ReindexOptions, 'originals'>) => ReindexResult;
  libraryStatus: (params: LibraryRef) => LibraryStatus;
  search: (
    params: LibraryRef & {
      readonly query: Query;
      readonly options: Omit<SearchOptions, 'signal'>;
      /** Judges the hits; needed where they are to be ranked again. */
      readonly model?: ModelRef | undefined;
    },
  ) => readonly Hit[];
  duplicateItems: (params: LibraryRef & Omit<DuplicatesOptions, 'signal' | 'onProgress'>) => readonly DuplicateGroup[];
  explainHit: (params: LibraryRef & { readonly id: string; readonly query: Query }) => HeatMap;
  getItem: (params: LibraryRef & { readonly id: string }) => LibraryItem | undefined;
  listItems: (params: ListParams) => readonly LibraryItem[];
  thumbnail: (params: LibraryRef & { readonly id: string }) => Blob | undefined;
  countItems: (params: LibraryRef & { readonly filter?: Filter | undefined }) => number;
  updateItem: (params: LibraryRef & { readonly id: string; readonly metadata: Metadata }) => undefined;
  deleteItems: (params: LibraryRef & { readonly ids: readonly string[] }) => number;
  /** Deletes items and gives what `restoreItems` takes. */
  removeItems: (params: LibraryRef & { readonly ids: readonly string[] }) => DeletedItems;
  restoreItems: (params: LibraryRef & { readonly deleted: DeletedItems }) => number;
  clearLibrary: (params: LibraryRef) => undefined;
}

/** A caption, and whether there was anything to describe. */
export interface Caption extends ModelCaption, Judged {}

/** An answer, and whether there was anything to ask about. */
export interface Answer extends ModelAnswer, Judged {}

/** A method's name. */
export type Method = keyof WorkerMethods;
/** What a method takes. */
export type ParamsOf<M extends Method> = Parameters<WorkerMethods[M]>[0];
/** What a method gives. */
export type ResultOf<M extends Method> = ReturnType<WorkerMethods[M]>;
/** What a method reports while it runs. */
export type ProgressOf<M extends Method> = M extends 'addFiles'
  ? AddProgress
  : M extends 'reindexLibrary'
    ? ReindexProgress
    : M extends 'caption'
      ? CaptionProgress
      : M extends 'duplicateItems'
        ? LoadProgress | StoreProgress
        : M extends StoreMethod
          ? StoreMethodProgress
          : LoadProgress;

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
} from '../library/ingest/ingest.ts';
export type { Highlight } from '../library/words/highlights.ts';
export type {
  LibraryStatus,
  ReindexCounts,
  ReindexFailure,
  ReindexOptions,
  ReindexProgress,
  ReindexResult,
} from '../library/reindex/reindex.ts';
export type {
  GroupBy,
  Hit,
  HitGroup,
  LibraryItem,
  Query,
  SearchOptions,
  ShownHit,
  UnlikeText,
} from '../library/search/query.ts';
export type { DeletedItems, DuplicateLevel } from '../library/library-service.ts';
export type { ExampleWeights } from '../library/search/rocchio.ts';
export type { ModelPreset } from '../families/hub/hub-presets.ts';
export type { EmbeddingModelInfo, Readability, Relevance } from '../families/embedding-model.ts';
export type { Classification } from '../families/zero-shot.ts';
export type {
  AnswerOptions,
  CaptionOptions,
  CaptionStep,
  GeneratedText,
  GenerateOptions,
  LanguageTask,
  RankedAnswer,
  WordHeat,
} from '../families/vision-language-model.ts';
export type { FieldTest, Filter } from '../store/contract/filter.ts';
export type { DuplicateGroup, StoreProgress } from '../store/contract/store.ts';
export type { Metadata, MetadataValue, Modality } from '../store/contract/item.ts';
export type { HeatMap } from '../math/heat-map.ts';
export type { ImageInfo } from '../media/image/image-info.ts';
export type { ImageSource } from '../media/image/pixels.ts';
