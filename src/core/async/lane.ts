import type { AbortOptions } from './abort.ts';
import { yieldTask } from './yield-task.ts';

/** `interactive` turns run before waiting `background` ones. */
export type Priority = 'interactive' | 'background';

/** Options of {@link Lane.run}. */
export interface LaneOptions extends AbortOptions {
  /** @defaultValue 'interactive' */
  readonly priority?: Priority;
}

interface Turn {
  readonly priority: Priority;
  readonly start: () => Promise<void>;
}

/**
 * Runs tasks one at a time. A failing task does not affect others; a task whose signal aborts while it waits is removed
 * and never starts.
 */
export class Lane {
  readonly #waiting: Turn[] = [];
  #busy = false;

  /** Number of tasks waiting for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs `task` when its turn comes and settles as it does; rejects with `signal.reason` if aborted in the queue. */
  run<T>(task: () => Promise<T>, options: LaneOptions = {}): Promise<T> {
    const { signal, priority = 'interactive' } = options;
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const turn: Turn = {
        priority,
        start: async () => {
          signal?.removeEventListener('abort', onAbort);
          try {
            resolve(await task());
          } catch (error) {
            reject(error);
          }
        },
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#enqueue(turn);
      void this.#drain();
    });
  }

  #enqueue(turn: Turn): void {
    const firstBackground = this.#waiting.findIndex((other) => other.priority === 'background');
    if (turn.priority === 'background' || firstBackground < 0) this.#waiting.push(turn);
    else this.#waiting.splice(firstBackground, 0, turn);
  }

  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let turn = this.#waiting.shift(); turn !== undefined; turn = this.#waiting.shift()) {
      await turn.start();
      await yieldTask();
    }
    this.#busy = false;
  }
}
