import type { OnProgress } from '../../core/progress.ts';
import type { AddCounts, AddOptions, AddProgress } from './ingest.ts';

/** Window over which the speed is measured: long enough to be steady, short enough to be current. */
const windowMs = 5_000;
/** Steps of that window. */
const stepMs = 100;

interface Moment {
  readonly at: number;
  readonly added: number;
  readonly done: number;
}

/** Outcome of a file. */
type FileOutcome = 'added' | 'skipped' | 'failed';

/** Counts and reports the progress of an `add`; `doneFiles` never falls and the last event is `done`. */
export class AddCounter {
  readonly #totalFiles: number;
  readonly #totalBytes: number;
  readonly #report: OnProgress<AddProgress>;
  readonly #recent: Moment[];
  readonly #signal: AbortSignal | undefined;
  #doneBytes = 0;
  /** Bytes that were read of files that are not done, by the place of the file. */
  readonly #reading = new Map<number, number>();
  #ended = false;
  readonly #counts: Record<FileOutcome, number> = { added: 0, skipped: 0, failed: 0 };

  constructor(totalFiles: number, totalBytes: number, { onProgress = () => undefined, signal }: AddOptions) {
    this.#totalFiles = totalFiles;
    this.#totalBytes = totalBytes;
    this.#report = onProgress;
    this.#signal = signal;
    this.#recent = [{ at: performance.now(), added: 0, done: 0 }];
    this.#report({ phase: 'index', ...this.#now() });
  }

  /** Counts a file of `bytes`, at `index` in the call, as done, whatever its outcome. Reports it unless the run has ended or was aborted. */
  done(outcome: FileOutcome, bytes: number, index?: number): void {
    this.#counts[outcome] += 1;
    this.#doneBytes += bytes;
    if (index !== undefined) this.#reading.delete(index);
    this.#tell();
  }

  /** Counts part of a file that is being read, as bytes. */
  reading(index: number, bytes: number): void {
    this.#reading.set(index, Math.max(bytes, this.#reading.get(index) ?? 0));
    this.#tell();
  }

  #tell(): void {
    if (!this.#ended && this.#signal?.aborted !== true) this.#report({ phase: 'index', ...this.#now() });
  }

  /** Stops reporting: a failed run may still have work in progress. */
  end(): void {
    this.#ended = true;
  }

  /** Reports the end, as the last event. */
  finish(): void {
    this.#ended = true;
    this.#report({ phase: 'done', ...this.#now() });
  }

  #now(): AddCounts {
    const { added, skipped, failed } = this.#counts;
    const doneFiles = added + skipped + failed;
    const moment = { at: performance.now(), added, done: doneFiles };
    const since = this.#since(moment);
    const seconds = Math.max((moment.at - since.at) / 1000, 1e-3);
    const filesPerSecond = (moment.done - since.done) / seconds;
    const left = this.#totalFiles - doneFiles;
    return {
      doneFiles,
      totalFiles: this.#totalFiles,
      doneBytes: [...this.#reading.values()].reduce((sum, bytes) => sum + bytes, this.#doneBytes),
      totalBytes: this.#totalBytes,
      added,
      skipped,
      failed,
      imagesPerSecond: (moment.added - since.added) / seconds,
      remainingMs: left === 0 ? 0 : filesPerSecond > 0 ? (left / filesPerSecond) * 1000 : undefined,
    };
  }

  /** The moment at the start of the window. */
  #since(now: Moment): Moment {
    const last = this.#recent.at(-1);
    if (last === undefined || now.at - last.at >= stepMs) this.#recent.push(now);
    let [first = now, second] = this.#recent;
    while (second !== undefined && now.at - second.at >= windowMs) {
      this.#recent.shift();
      [first = now, second] = this.#recent;
    }
    return first;
  }
}
