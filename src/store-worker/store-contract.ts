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

/** Names one store, with all that opening it takes: a worker that was replaced knows nothing. */
export interface StoreRef {
  readonly store: string;
  readonly open: Omit<OpenStoreOptions, 'signal' | 'workerUrl'>;
}

type AnyRow = Row<Metadata, RowField>;

/** Everything a page can ask of a worker that holds stores. */
export interface StoreContract {
  open: { params: StoreRef; result: undefined };
  /** Rows come with their ids, so that the call can be made again. Tells for each row whether it is new. */
  add: {
    params: StoreRef & { readonly rows: readonly NewRow[]; readonly replace: boolean };
    result: readonly ('added' | 'existing')[];
  };
  has: { params: StoreRef & { readonly ids: readonly string[] }; result: ReadonlySet<string> };
  get: {
    params: StoreRef & { readonly id: string; readonly include: readonly RowField[] | undefined };
    result: AnyRow | undefined;
  };
  thumbnails: {
    params: StoreRef & { readonly ids: readonly string[] };
    result: ReadonlyMap<string, StoredThumbnail>;
  };
  list: { params: StoreRef & { readonly options: Omit<StoreListOptions, 'signal'> }; result: readonly AnyRow[] };
  scan: {
    params: StoreRef & { readonly options: Omit<StoreScanOptions, 'signal'>; readonly after: ScanPage['end'] };
    result: ScanPage;
  };
  count: { params: StoreRef & { readonly filter: Filter | undefined }; result: number };
  update: {
    params: StoreRef & { readonly id: string; readonly change: RowChange; readonly replace: boolean };
    result: undefined;
  };
  delete: { params: StoreRef & { readonly ids: string | readonly string[] }; result: number };
  clear: { params: StoreRef; result: undefined };
  search: {
    params: StoreRef & {
      readonly vectors: readonly NewRow['vector'][];
      readonly options: Omit<StoreSearchOptions, 'signal'>;
    };
    result: readonly (readonly ScoredRow<Metadata, RowField>[])[];
  };
  sample: {
    params: StoreRef & { readonly limit: number; readonly modality: Modality | undefined };
    result: readonly Float32Array[];
  };
  duplicates: {
    params: StoreRef & { readonly options: Omit<StoreDuplicatesOptions, 'signal' | 'onProgress'> };
    result: readonly DuplicateGroup[];
    progress: StoreProgress;
  };
  export: {
    params: StoreRef & { readonly format: StoreExportOptions['format'] };
    result: Blob;
    progress: StoreProgress;
  };
  exportNpy: { params: StoreRef; result: NpyFiles; progress: StoreProgress };
  import: {
    params: StoreRef & { readonly file: Blob | NpyFiles; readonly replace: boolean };
    result: StoreImportResult;
    progress: StoreProgress;
  };
  stats: { params: StoreRef; result: StoreStats };
  verify: { params: StoreRef & { readonly repair: boolean }; result: VerifyReport };
  compact: { params: StoreRef; result: undefined };
  destroy: { params: StoreRef; result: undefined };
}
