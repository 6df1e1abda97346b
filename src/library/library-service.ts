import type { AbortOptions } from '../core/abort.ts';
import type { Filter } from '../store/filter.ts';
import type { Metadata } from '../store/item.ts';
import type { AddOptions, AddResult, IngestFile } from './ingest.ts';
import type { Hit, LibraryItem, Query, SearchOptions } from './query.ts';

/** Options of {@link LibraryService.list}. */
export interface ListItemsOptions extends AbortOptions {
  /** @defaultValue 100 */
  readonly limit?: number | undefined;
  /** Id of the last item of the page before. */
  readonly after?: string | undefined;
  readonly filter?: Filter | undefined;
  /** Whether items carry their thumbnail. @defaultValue true */
  readonly thumbnails?: boolean | undefined;
}

/** A library in the worker: one store, one model. */
export interface LibraryService {
  add(files: readonly IngestFile[], options?: AddOptions): Promise<AddResult>;
  search(query: Query, options?: SearchOptions): Promise<readonly Hit[]>;
  get(id: string): Promise<LibraryItem | undefined>;
  list(options?: ListItemsOptions): Promise<readonly LibraryItem[]>;
  thumbnail(id: string): Promise<Blob | undefined>;
  count(filter?: Filter): Promise<number>;
  update(id: string, metadata: Metadata): Promise<void>;
  delete(ids: readonly string[]): Promise<number>;
  clear(): Promise<void>;
  close(): Promise<void>;
}
