import type { OnProgress } from '../core/progress.ts';
import type { AddCounts, AddProgress } from './ingest.ts';

/** The speed is taken over this much of the recent past. */
const windowMs = 5_000;

/** Counts what an `add` has done and reports it; `doneFiles` never falls and the last event is `done`. */
export class AddCounter {
  readonly #totalFiles: number;
  readonly #totalBytes: number;
  readonly #report: OnProgress<AddProgress> | undefined;
  readonly #recent: { readonly at: number; readonly files: number }[] = [];
  #doneBytes = 0;
  #added = 0;
  #skipped = 0;
  #failed = 0;

  constructor(totalFiles: number, totalBytes: number, report: OnProgress<AddProgress> | undefined) {
    this.#totalFiles = totalFiles;
    this.#totalBytes = totalBytes;
    this.#report = report;
  }

  /** One file is done, one way or another. */
  done(outcome: 'added' | 'skipped' | 'failed', bytes: number): void {
    this.#doneBytes += bytes;
    if (outcome === 'added') this.#added += 1;
    else if (outcome === 'skipped') this.#skipped += 1;
    else this.#failed += 1;
    this.report('index');
  }

  /** Reports the counts as they are. */
  report(phase: 'index' | 'done'): void {
    this.#report?.({ phase, ...this.#counts() });
  }

  #counts(): AddCounts {
    const doneFiles = this.#added + this.#skipped + this.#failed;
    const speed = this.#imagesPerSecond();
    return {
      doneFiles,
      totalFiles: this.#totalFiles,
      doneBytes: this.#doneBytes,
      totalBytes: this.#totalBytes,
      added: this.#added,
      skipped: this.#skipped,
      failed: this.#failed,
      imagesPerSecond: speed,
      remainingMs: speed > 0 ? ((this.#totalFiles - doneFiles) / speed) * 1000 : undefined,
    };
  }

  #imagesPerSecond(): number {
    const now = performance.now();
    this.#recent.push({ at: now, files: this.#added });
    while (this.#recent.length > 2 && now - (this.#recent[0]?.at ?? now) > windowMs) this.#recent.shift();
    const [first] = this.#recent;
    if (first === undefined || now <= first.at) return 0;
    return ((this.#added - first.files) / (now - first.at)) * 1000;
  }
}
