import type { LoadProgress } from '../core/progress.ts';
import type { ModelPreset } from '../families/hub/hub-presets.ts';
import type {
  AddOptions,
  AddProgress,
  AddResult,
  AddTextsResult,
  IngestItem,
  IngestText,
} from '../library/ingest/ingest.ts';
import type { DeletedItems, DuplicateItemsOptions } from '../library/library-service.ts';
import type { LibraryStatus, ReindexOptions, ReindexProgress, ReindexResult } from '../library/reindex/reindex.ts';
import type { TranscribeItemsOptions } from '../library/reading/transcribe-items.ts';
import type { ReadTextOptions, ReadTextResult } from '../library/reading/read-text.ts';
import type { MomentScore } from '../library/search/find-moments.ts';
import type { Hit, LibraryItem, Query, SearchOptions } from '../library/search/query.ts';
import type { HeatMap } from '../math/heat-map.ts';
import type { ImageInfo } from '../media/image/image-info.ts';
import type { TaskContract } from '../tasks/tasks.ts';
import type { DeviceChoice } from '../runtime/backend.ts';
import type { DeviceState } from '../runtime/device-state.ts';
import type { ModelInfo, ModelTask } from '../families/capabilities.ts';
import type { ModelCost, ModelRef, StoredModel } from '../sources/model-types.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { MetadataChange } from '../store/contract/item.ts';
import type { DuplicateGroup, StoreProgress } from '../store/contract/store.ts';

// Every call carries all it needs (model, library name): a replaced worker starts empty, and any call may be repeated
// on the new one.

/** Configuration of an engine's worker. */
export interface EngineConfig {
  readonly device: DeviceChoice;
  /** Model of calls without a library. */
  readonly embed: ModelRef;
  /** Of the page: what bundlers make of the addresses of assets may be relative to it. */
  readonly baseUrl: string;
  /** Folder of packs, absolute, with a trailing slash. */
  readonly modelsUrl: string;
  /** Folder of ORT's files and transformers.js; the worker's own `assets/` if undefined. */
  readonly assetsUrl: string | undefined;
  readonly hubUrl: string;
  /** For models in memory. @defaultValue a quarter of the device's memory, between 512 MB and 2 GB */
  readonly memoryBudgetMb?: number | undefined;
}

/** Parameters of a method without any. */
type NoParams = Readonly<Record<string, never>>;

/** A library, and the model that embeds its items and queries. */
export interface LibraryRef {
  readonly name: string;
  readonly model: ModelRef;
}

interface LibraryParams {
  readonly library: LibraryRef;
}

/** A model and the requested tasks; all its tasks if none are given. */
interface ModelUse {
  readonly model: ModelRef;
  readonly tasks?: readonly ModelTask[] | undefined;
}

/** Methods of models. */
export interface ModelMethods {
  modelInfo: { params: { readonly model: ModelRef }; result: ModelInfo; progress: LoadProgress };
  load: { params: ModelUse; result: undefined; progress: LoadProgress };
  /** Converts a checkpoint of a folder. */
  importModel: {
    params: {
      readonly model: ModelRef;
      readonly files: readonly { readonly path: string; readonly file: Blob }[];
    };
    result: ModelInfo;
    progress: LoadProgress;
  };
  device: { params: NoParams; result: DeviceState };
  presets: { params: NoParams; result: readonly ModelPreset[] };
  modelCost: { params: ModelUse; result: ModelCost };
  storedModels: { params: NoParams; result: readonly StoredModel[] };
  deleteModel: { params: { readonly group: string }; result: boolean };
}

/** Methods of image files, without a model. */
export interface ImageMethods {
  displayImage: { params: { readonly image: Blob }; result: Blob };
  imageInfo: { params: { readonly files: readonly Blob[] }; result: readonly (ImageInfo | undefined)[] };
}

/** Methods of the results of tasks from outside, which run on the page. */
export interface ResultMethods {
  /** Undefined if nothing is kept under the key. */
  knownResult: { params: { readonly key: string }; result: unknown };
  keepResult: { params: { readonly key: string; readonly result: unknown }; result: undefined };
}

/** Methods of libraries and their items. */
export interface LibraryMethods {
  openLibrary: { params: LibraryParams; result: undefined };
  libraries: { params: NoParams; result: readonly string[] };
  deleteLibrary: { params: { readonly name: string }; result: undefined };
  addItems: {
    params: LibraryParams & { readonly items: readonly IngestItem[]; readonly thumbnail?: AddOptions['thumbnail'] };
    result: AddResult;
    progress: AddProgress;
  };
  addTexts: {
    params: LibraryParams & { readonly texts: readonly IngestText[] };
    result: AddTextsResult;
    progress: LoadProgress;
  };
  reindexLibrary: {
    params: LibraryParams & Pick<ReindexOptions, 'originals'>;
    result: ReindexResult;
    progress: ReindexProgress;
  };
  readLibraryText: {
    /** `model`: reads the text. */
    params: LibraryParams & { readonly model: ModelRef } & Omit<ReadTextOptions, 'signal' | 'onProgress'>;
    result: ReadTextResult;
    progress: ReindexProgress;
  };
  transcribeLibrary: {
    /** `model`: transcribes. */
    params: LibraryParams & { readonly model: ModelRef } & Omit<TranscribeItemsOptions, 'signal' | 'onProgress'>;
    result: ReadTextResult;
    progress: ReindexProgress;
  };
  libraryStatus: { params: LibraryParams; result: LibraryStatus };
  search: {
    params: LibraryParams & {
      readonly query: Query;
      readonly options: Omit<SearchOptions, 'signal'>;
      /** Ranks the hits again; required by `rerank`. */
      readonly model?: ModelRef | undefined;
    };
    result: readonly Hit[];
    progress: LoadProgress;
  };
  duplicateItems: {
    params: LibraryParams & Omit<DuplicateItemsOptions, 'signal' | 'onProgress'>;
    result: readonly DuplicateGroup[];
    progress: LoadProgress | StoreProgress;
  };
  explainHit: {
    params: LibraryParams & { readonly id: string; readonly query: Query };
    result: HeatMap;
    progress: LoadProgress;
  };
  findMoments: {
    params: LibraryParams & { readonly id: string; readonly query: Query };
    result: readonly MomentScore[];
    progress: LoadProgress;
  };
  getItem: { params: LibraryParams & { readonly id: string }; result: LibraryItem | undefined };
  listItems: {
    params: LibraryParams & {
      readonly limit?: number | undefined;
      readonly after?: string | undefined;
      readonly filter?: Filter | undefined;
      readonly thumbnails?: boolean | undefined;
    };
    result: readonly LibraryItem[];
  };
  thumbnail: { params: LibraryParams & { readonly id: string }; result: Blob | undefined };
  countItems: { params: LibraryParams & { readonly filter?: Filter | undefined }; result: number };
  updateItem: {
    params: LibraryParams & { readonly id: string; readonly metadata: MetadataChange; readonly merge?: boolean };
    result: undefined;
  };
  deleteItems: { params: LibraryParams & { readonly ids: readonly string[] }; result: number };
  /** Deletes items and returns what `restoreItems` takes. */
  removeItems: { params: LibraryParams & { readonly ids: readonly string[] }; result: DeletedItems };
  restoreItems: { params: LibraryParams & { readonly deleted: DeletedItems }; result: number };
  clearLibrary: { params: LibraryParams; result: undefined };
}

/** Methods of the engine's worker. */
export interface EngineContract extends ModelMethods, ImageMethods, TaskContract, ResultMethods, LibraryMethods {}
