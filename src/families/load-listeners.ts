import type { LoadProgress, OnProgress } from '../core/progress.ts';

/** Who waits for the loads of one model: every caller that waits for a shared load hears of it. */
export class LoadListeners {
  readonly #listeners = new Set<OnProgress<LoadProgress>>();

  readonly report: OnProgress<LoadProgress> = (event) => {
    for (const listener of this.#listeners) listener(event);
  };

  /** Runs `load`; meanwhile `onProgress` hears every report. */
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
