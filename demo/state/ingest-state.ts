import type { AddCounts, AddFailure, LoadProgress } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';

/** State of adding photos. */
export type Ingest =
  | { readonly status: 'idle' }
  | { readonly status: 'preparing' }
  | { readonly status: 'fetching'; readonly done: number; readonly total: number }
  | { readonly status: 'loading'; readonly progress: LoadProgress }
  | { readonly status: 'indexing'; readonly counts: AddCounts }
  | { readonly status: 'paused'; readonly counts: AddCounts | undefined }
  | { readonly status: 'finished'; readonly summary: IngestSummary }
  | { readonly status: 'failed'; readonly error: unknown }
  /** The page was closed while files of the visitor's own were being added: only the visitor can give them again. */
  | { readonly status: 'interrupted'; readonly done: number; readonly total: number };

/** A file that could not be added, or a folder that could not be opened. */
export type IngestFailure = Pick<AddFailure, 'name' | 'folder' | 'reason' | 'format'>;

/** Result of one or more runs. */
export interface IngestSummary {
  readonly added: number;
  /** True if videos or sounds are among them. */
  readonly hasRecordings: boolean;
  readonly skipped: number;
  readonly failed: readonly IngestFailure[];
  /** Files whose content is not an image and whose name does not say that it is. */
  readonly ignored: number;
  /** System files and folders that were left out by name. */
  readonly system: number;
}

/** The state of adding. */
export const ingest: WritableObservable<Ingest> = observable({ status: 'idle' });

/** True while photos are being added, paused or not. */
export function isAdding(state: Ingest): boolean {
  return !['idle', 'finished', 'failed', 'interrupted'].includes(state.status);
}

/** True when all went well and nothing is left to tell once it was read. */
export function isDone(state: Ingest): boolean {
  return state.status === 'finished' && state.summary.failed.length === 0;
}
