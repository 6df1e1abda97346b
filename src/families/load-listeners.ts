import type { LoadProgress, OnProgress } from '../core/progress.ts';

/** Progress listeners of one model's loads: every caller that awaits a shared load is notified. */
export class LoadListeners {
  readonly #listeners = new Set<OnProgress<LoadProgress>>();

  readonly report: OnProgress<LoadProgress> = (event) => {
    for (const listener of this.#listeners) listener(event);
  };

  /** Runs `load`; meanwhile `onProgress` is called with every report. */
  async during<T>(onProgress: OnProgress<LoadProgress> | undefined, load: () => Promise<T>): Promise<T> {
    if (onProgress === undefined) return load();
    this.#listeners.add(onProgress);
    try {
      return await load();
    } finally {
      this.#listeners.delete(onProgress);
    }
  }
}
