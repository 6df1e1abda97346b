/** Target duration of a batch: images appear as they are embedded, and a search never waits long. */
const batchMs = 250;
const largest = 32;

/** Number of images per model call: as many as take about a quarter of a second. */
export class BatchPace {
  #size = 1;

  /** Images of the next batch, at least 1. */
  get size(): number {
    return this.#size;
  }

  /** Learns from a batch of `count` images that took `elapsedMs`. Grows at most twofold: a first run may mislead. */
  took(count: number, elapsedMs: number): void {
    const fitting = Math.floor((batchMs * count) / Math.max(elapsedMs, 0.1));
    this.#size = Math.max(1, Math.min(fitting, this.#size * 2, largest));
  }
}
