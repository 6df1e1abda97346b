import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { AddFailure } from '../ingest/ingest.ts';

/** State of a library for the session's model. */
export interface LibraryStatus {
  /** Embedding space of the session's model. */
  readonly model: string;
  /** Whether it covers every item that can be embedded; otherwise `reindex` has work to do. */
  readonly isCurrent: boolean;
  /** Items in the index of the session's model. */
  readonly doneItems: number;
  readonly totalItems: number;
  /** Embedding space that text searches currently use: an older one while it covers more. */
  readonly searchedModel: string;
  /** Number of items such a search covers. */
  readonly searchableItems: number;
}

/** The counts of a running or finished `library.reindex`. */
export interface ReindexCounts {
  /** Items in the new index, and those that could not be embedded again. Never falls. */
  readonly doneItems: number;
  /** Items when it began. */
  readonly totalItems: number;
  readonly failed: number;
  readonly itemsPerSecond: number;
  /** Estimated from the speed so far; undefined until it is known. */
  readonly remainingMs: number | undefined;
}

/** Progress of `library.reindex`; the last event is `{ phase: 'done' }`. */
export type ReindexProgress =
  LoadProgress | ({ readonly phase: 'index' } & ReindexCounts) | ({ readonly phase: 'done' } & ReindexCounts);

/** Options of `library.reindex`. */
export interface ReindexOptions extends AbortOptions {
  readonly onProgress?: OnProgress<ReindexProgress> | undefined;
  /** Original files by item id; they are embedded instead of the stored previews. */
  readonly originals?: ReadonlyMap<string, Blob> | undefined;
}

/** An item that could not be embedded again. It stays in the library and is found by its text. */
export interface ReindexFailure extends AddFailure {
  readonly id: string;
}

/** Result of `library.reindex`. */
export interface ReindexResult {
  /** Items that were embedded again. */
  readonly reindexed: number;
  readonly failed: readonly ReindexFailure[];
}
