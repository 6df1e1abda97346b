import type { OnProgress } from '../../core/progress.ts';

/** Download progress of a set of files. */
export interface DownloadProgress {
  /** Includes bytes stored before. Never falls. */
  readonly loadedBytes: number;
  /** Known before the first event; never changes. */
  readonly totalBytes: number;
  /** Network throughput over the last few seconds; 0 while nothing arrives. */
  readonly bytesPerSecond: number;
}

const windowMs = 3_000;

/** Sums the progress of a set of files into one monotonic progress. */
export class SetProgress {
  readonly #announced: readonly number[];
  readonly #loaded: number[];
  readonly #totalBytes: number;
  readonly #onProgress: OnProgress<DownloadProgress> | undefined;
  readonly #samples: { readonly atMs: number; readonly loadedBytes: number }[] = [];
  #highest = 0;

  /** `announced` and `loaded` are bytes per file. */
  constructor(
    announced: readonly number[],
    loaded: readonly number[],
    onProgress: OnProgress<DownloadProgress> | undefined,
  ) {
    this.#announced = announced;
    this.#loaded = [...loaded];
    this.#totalBytes = announced.reduce((sum, bytes) => sum + bytes, 0);
    this.#onProgress = onProgress;
  }

  /** Sets the bytes loaded for file `index`. They may fall when a file restarts; the reported total does not. */
  update(index: number, loadedBytes: number): void {
    // A size announced by a compressed response may be too small.
    this.#loaded[index] = Math.min(loadedBytes, this.#announced[index] ?? 0);
    this.report();
  }

  /** Reports the current state; the transport to the page throttles. */
  report(): void {
    const sum = this.#loaded.reduce((total, bytes) => total + bytes, 0);
    this.#highest = Math.max(this.#highest, sum);
    this.#onProgress?.({
      loadedBytes: this.#highest,
      totalBytes: this.#totalBytes,
      bytesPerSecond: this.#speed(),
    });
  }

  /** Reports completion: the last event. */
  finish(): void {
    this.#loaded.splice(0, this.#loaded.length, ...this.#announced);
    this.report();
  }

  #speed(): number {
    const atMs = performance.now();
    const newest = this.#samples.at(-1);
    // Ten samples a second are enough for a throughput, however many chunks arrive.
    if (newest === undefined || atMs - newest.atMs >= 100) this.#samples.push({ atMs, loadedBytes: this.#highest });
    while (this.#samples.length > 2 && atMs - (this.#samples[0]?.atMs ?? atMs) > windowMs) this.#samples.shift();
    const oldest = this.#samples[0];
    if (oldest === undefined || atMs <= oldest.atMs) return 0;
    return ((this.#highest - oldest.loadedBytes) / (atMs - oldest.atMs)) * 1000;
  }
}
