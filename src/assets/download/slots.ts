import { raceAbort } from '../../core/async/abort.ts';

/** Runs at most `count` tasks at a time; the rest wait in order. */
export class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Runs `task` once a slot is free. If aborted while queued, rejects with `signal.reason` and never starts the task.
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#take(signal);
    try {
      return await task();
    } finally {
      this.#give();
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    let wake: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiting.push(wake);
    try {
      await raceAbort(turn, signal);
    } catch (error) {
      const place = this.#waiting.indexOf(wake);
      // No longer queued: the slot was assigned at the same moment, so pass it on.
      if (place < 0) this.#give();
      else this.#waiting.splice(place, 1);
      throw error;
    }
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
