import { raceAbort, type AbortOptions } from './abort.ts';

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

/**
 * A value that is loaded at most once at a time: callers share the load in flight, a success is kept, a failure
 * is forgotten so that the next call tries again. The load's own signal aborts when *every* caller has aborted.
 */
export class Once<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  #flight: Flight<T> | undefined;

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.#load = load;
  }

  /** The loaded value, loading it where needed. */
  async get({ signal }: AbortOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    const flight = (this.#flight ??= this.#start());
    flight.waiters += 1;
    const onAbort = (): void => {
      flight.waiters -= 1;
      if (flight.waiters > 0) return;
      this.#forget(flight);
      flight.controller.abort(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await raceAbort(flight.promise, signal);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** The value or load in flight, if there is one; does not start one. */
  peek(): Promise<T> | undefined {
    return this.#flight?.promise;
  }

  /** Forgets the value: the next `get` loads again. */
  reset(): void {
    this.#flight = undefined;
  }

  #start(): Flight<T> {
    const controller = new AbortController();
    const promise = this.#load(controller.signal);
    const flight: Flight<T> = { promise, controller, waiters: 0 };
    promise.catch(() => {
      this.#forget(flight);
    });
    return flight;
  }

  #forget(flight: Flight<T>): void {
    if (this.#flight === flight) this.#flight = undefined;
  }
}
