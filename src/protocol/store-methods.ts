import type { Filter } from '../store/contract/filter.ts';
import type { Metadata, Modality, NewRow, Row, RowField, ScoredRow, StoredThumbnail } from '../store/contract/item.ts';
import type { ScanPage } from '../store/rows/scan-rows.ts';
import type {
  DuplicateGroup,
  NpyFiles,
  OpenStoreOptions,
  RowChange,
  StoreDuplicatesOptions,
  StoreExportOptions,
  StoreImportResult,
  StoreListOptions,
  StoreProgress,
  StoreScanOptions,
  StoreSearchOptions,
  StoreStats,
  VerifyReport,
} from '../store/contract/store.ts';

/** Names one store, with all that opening it takes: a worker that was ended and started again knows nothing. */
export interface StoreRef {
  readonly store: string;
  readonly open: Omit<OpenStoreOptions, 'signal' | 'workerUrl'>;
}

type AnyRow = Row<Metadata, RowField>;

/** What a page can ask of a worker that holds stores. */
export interface StoreMethods {
  storeOpen: (params: StoreRef) => undefined;
  /** Rows come with their ids, so that the call can be made again. Tells for each row whether it is new. */
  storeAdd: (
    params: StoreRef & { readonly rows: readonly NewRow[]; readonly replace: boolean },
  ) => readonly ('added' | 'existing')[];
  storeHas: (params: StoreRef & { readonly ids: readonly string[] }) => ReadonlySet<string>;
  storeGet: (
    params: StoreRef & { readonly id: string; readonly include: readonly RowField[] | undefined },
  ) => AnyRow | undefined;
  storeThumbnails: (params: StoreRef & { readonly ids: readonly string[] }) => ReadonlyMap<string, StoredThumbnail>;
  storeList: (params: StoreRef & { readonly options: Omit<StoreListOptions, 'signal'> }) => readonly AnyRow[];
  storeScan: (
    params: StoreRef & { readonly options: Omit<StoreScanOptions, 'signal'>; readonly after: number | undefined },
  ) => ScanPage;
  storeCount: (params: StoreRef & { readonly filter: Filter | undefined }) => number;
  storeUpdate: (
    params: StoreRef & { readonly id: string; readonly change: RowChange; readonly replace: boolean },
  ) => undefined;
  storeDelete: (params: StoreRef & { readonly ids: string | readonly string[] }) => number;
  storeClear: (params: StoreRef) => undefined;
  storeSearch: (
    params: StoreRef & {
      readonly vectors: readonly NewRow['vector'][];
      readonly options: Omit<StoreSearchOptions, 'signal'>;
    },
  ) => readonly (readonly ScoredRow<Metadata, RowField>[])[];
  storeSample: (
    params: StoreRef & { readonly limit: number; readonly modality: Modality | undefined },
  ) => readonly Float32Array[];
  storeDuplicates: (
    params: StoreRef & { readonly options: Omit<StoreDuplicatesOptions, 'signal' | 'onProgress'> },
  ) => readonly DuplicateGroup[];
  storeExport: (params: StoreRef & { readonly format: StoreExportOptions['format'] }) => Blob;
  storeExportNpy: (params: StoreRef) => NpyFiles;
  storeImport: (params: StoreRef & { readonly file: Blob | NpyFiles; readonly replace: boolean }) => StoreImportResult;
  storeStats: (params: StoreRef) => StoreStats;
  storeVerify: (params: StoreRef & { readonly repair: boolean }) => VerifyReport;
  storeCompact: (params: StoreRef) => undefined;
  storeDestroy: (params: StoreRef) => undefined;
}

/** A method of stores. */
export type StoreMethod = keyof StoreMethods;
/** What the methods of stores report while they run. */
export type StoreMethodProgress = StoreProgress;

export type { Filter } from '../store/contract/filter.ts';
export type { Metadata, Modality, NewRow, Row, RowField, ScoredRow, StoredThumbnail } from '../store/contract/item.ts';
export type * from '../store/contract/store.ts';
