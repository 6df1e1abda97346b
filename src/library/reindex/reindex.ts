import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { AddFailure } from '../ingest/ingest.ts';

/** How much of a library the session's model can search. */
export interface LibraryStatus {
  /** Embedding space of the session's model. */
  readonly model: string;
  /** Whether every item that can be embedded is in it; else `reindex` has something to do. */
  readonly isCurrent: boolean;
  /** Items in the index of the session's model. */
  readonly doneItems: number;
  readonly totalItems: number;
  /** Embedding space that searches by text are answered from now: an older one while it covers more. */
  readonly searchedModel: string;
  /** Items that such a search covers. */
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

/** How far `library.reindex` has come; the last event is `{ phase: 'done' }`. */
export type ReindexProgress =
  LoadProgress | ({ readonly phase: 'index' } & ReindexCounts) | ({ readonly phase: 'done' } & ReindexCounts);

/** Options of `library.reindex`. */
export interface ReindexOptions extends AbortOptions {
  readonly onProgress?: OnProgress<ReindexProgress> | undefined;
  /** Files of items by id, where the page still has them: they are embedded instead of the stored previews. */
  readonly originals?: ReadonlyMap<string, Blob> | undefined;
}

/** An item that could not be embedded again. It stays in the library, and is found by its words. */
export interface ReindexFailure extends AddFailure {
  readonly id: string;
}

/** What `library.reindex` did. */
export interface ReindexResult {
  /** Items that were embedded again. */
  readonly reindexed: number;
  readonly failed: readonly ReindexFailure[];
}
