import { AddCounter } from '../ingest/add-progress.ts';
import type { AddProgress } from '../ingest/ingest.ts';
import type { ReindexOptions, ReindexProgress } from './reindex.ts';

/** Counts and reports the progress of a reindex. */
export class ReindexCounter {
  readonly #counter: AddCounter;
  readonly #total: number;
  #left: number;

  /** `done` of `total` items were in the index before. */
  constructor(total: number, done: number, { onProgress, signal }: ReindexOptions) {
    this.#total = total;
    this.#left = total - done;
    this.#counter = new AddCounter(this.#left, 0, {
      onProgress: (event) => onProgress?.(this.#toReindex(event)),
      signal,
    });
  }

  /** Counts a batch that is on disk. Items added since the run began are not counted. */
  done(moved: number, failed: number): void {
    for (let i = 0; i < moved + failed && this.#left > 0; i += 1, this.#left -= 1)
      this.#counter.done(i < moved ? 'added' : 'failed', 0);
  }

  /** Reports nothing any more. */
  end(): void {
    this.#counter.end();
  }

  /** Reports the end, as the last event. Items that were deleted meanwhile count as done. */
  finish(): void {
    for (; this.#left > 0; this.#left -= 1) this.#counter.done('skipped', 0);
    this.#counter.finish();
  }

  #toReindex(event: AddProgress): ReindexProgress {
    if (event.phase !== 'index' && event.phase !== 'done') return event;
    const { phase, doneFiles, totalFiles, failed, imagesPerSecond, remainingMs } = event;
    const doneItems = this.#total - totalFiles + doneFiles;
    return { phase, doneItems, totalItems: this.#total, failed, itemsPerSecond: imagesPerSecond, remainingMs };
  }
}
