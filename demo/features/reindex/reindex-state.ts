import type { LibraryStatus, LoadProgress, ReindexCounts, ReindexFailure } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';

/** State of re-embedding the photos with another model. */
export type Reindexing =
  /** Nothing to do, or not known yet. */
  | { readonly status: 'idle' }
  | {
      readonly status: 'running';
      readonly library: LibraryStatus;
      /** Bytes to download first. */
      readonly downloadBytes: number;
      readonly loading: LoadProgress | undefined;
      readonly counts: ReindexCounts | undefined;
    }
  | { readonly status: 'paused'; readonly library: LibraryStatus }
  | { readonly status: 'failed'; readonly library: LibraryStatus; readonly error: unknown }
  | { readonly status: 'finished'; readonly reindexed: number; readonly failed: readonly ReindexFailure[] };

/** The state of reading the photos again. */
export const reindexing: WritableObservable<Reindexing> = observable({ status: 'idle' });
