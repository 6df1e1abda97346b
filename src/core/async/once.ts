import { raceAbort, type AbortOptions } from './abort.ts';

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

/**
 * A value that is loaded at most once at a time: callers share the load in flight, a success is kept, a failure
 * is forgotten so that the next call tries again. The load's own signal aborts when *every* caller has aborted.
 *
 * An aborted load stays the only one until it settles: it may be past the point where it can be undone. If it succeeds
 * all the same, its value is kept; if it fails, the next caller starts another one.
 */
export class Once<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  #flight: Flight<T> | undefined;

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.#load = load;
  }

  /** Returns the value, loading it if necessary. */
  async get({ signal }: AbortOptions = {}): Promise<T> {
    for (;;) {
      signal?.throwIfAborted();
      const flight = (this.#flight ??= this.#start());
      if (!flight.controller.signal.aborted) return this.#join(flight, signal);
      const kept = flight.promise.then(
        (value) => ({ value }),
        () => undefined,
      );
      const settled = await raceAbort(kept, signal);
      if (settled !== undefined) return settled.value;
    }
  }

  async #join(flight: Flight<T>, signal: AbortSignal | undefined): Promise<T> {
    flight.waiters += 1;
    const onAbort = (): void => {
      flight.waiters -= 1;
      if (flight.waiters === 0) flight.controller.abort(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await raceAbort(flight.promise, signal);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** The value or the load in flight, including an aborted one; does not start one. */
  peek(): Promise<T> | undefined {
    return this.#flight?.promise;
  }

  /** Discards the value; the next `get` loads again. */
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
