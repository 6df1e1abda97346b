import { throttleProgress, type OnProgress } from '../../core/progress.ts';

/** How far the download of a set of files has come. */
export interface DownloadProgress {
  /** Includes what was stored before. Never falls. */
  readonly loadedBytes: number;
  /** Known before the first event; never changes. */
  readonly totalBytes: number;
  /** Of what came over the network in the last seconds; 0 while nothing came. */
  readonly bytesPerSecond: number;
}

const windowMs = 3_000;

/** Adds up what the files of a set report, and tells it as one steady progress. */
export class SetProgress {
  readonly #announced: readonly number[];
  readonly #loaded: number[];
  readonly #totalBytes: number;
  readonly #throttle: ReturnType<typeof throttleProgress<DownloadProgress>> | undefined;
  readonly #samples: { readonly atMs: number; readonly loadedBytes: number }[] = [];
  #highest = 0;

  /** `announced` and `loaded` in bytes, one number a file. */
  constructor(
    announced: readonly number[],
    loaded: readonly number[],
    onProgress: OnProgress<DownloadProgress> | undefined,
  ) {
    this.#announced = announced;
    this.#loaded = [...loaded];
    this.#totalBytes = announced.reduce((sum, bytes) => sum + bytes, 0);
    this.#throttle = onProgress === undefined ? undefined : throttleProgress(onProgress);
  }

  /** Tells that `loadedBytes` of file `index` are here; may fall when a file starts again, which is not told on. */
  update(index: number, loadedBytes: number): void {
    // A size that was announced by a compressed answer may be too small.
    this.#loaded[index] = Math.min(loadedBytes, this.#announced[index] ?? 0);
    this.report();
  }

  /** Passes the present state on, at most 20 times a second. */
  report(): void {
    const sum = this.#loaded.reduce((total, bytes) => total + bytes, 0);
    this.#highest = Math.max(this.#highest, sum);
    this.#throttle?.report({
      loadedBytes: this.#highest,
      totalBytes: this.#totalBytes,
      bytesPerSecond: this.#speed(),
    });
  }

  /** Everything is here: the last event. */
  finish(): void {
    this.#loaded.splice(0, this.#loaded.length, ...this.#announced);
    this.report();
    this.#throttle?.flush();
  }

  #speed(): number {
    const atMs = performance.now();
    const newest = this.#samples.at(-1);
    // Ten samples a second are enough for a speed, however many chunks arrive.
    if (newest === undefined || atMs - newest.atMs >= 100) this.#samples.push({ atMs, loadedBytes: this.#highest });
    while (this.#samples.length > 2 && atMs - (this.#samples[0]?.atMs ?? atMs) > windowMs) this.#samples.shift();
    const oldest = this.#samples[0];
    if (oldest === undefined || atMs <= oldest.atMs) return 0;
    return ((this.#highest - oldest.loadedBytes) / (atMs - oldest.atMs)) * 1000;
  }
}
