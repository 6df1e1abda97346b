/** A value that changes over time. Works with React's `useSyncExternalStore(subscribe, () => value)` and Svelte stores alike. */
export interface Observable<T> {
  readonly value: T;
  /** Calls `listener` after every change. @returns the unsubscriber */
  subscribe(listener: (value: T) => void): () => void;
}

/** An {@link Observable} that its owner can change. */
export interface WritableObservable<T> extends Observable<T> {
  /** Sets the value and notifies all listeners; setting the same value again does nothing. */
  set(next: T): void;
}

/** Creates an observable that starts with `initial`. */
export function observable<T>(initial: T): WritableObservable<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get value() {
      return value;
    },
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener) {
      // A wrapper per call, so that one function can subscribe twice and unsubscribe once.
      const own = (next: T): void => {
        listener(next);
      };
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}

/**
 * Resolves with the first value that `accept` takes, now or later.
 *
 * @throws the signal's reason if it aborts first
 */
export async function firstValue<T, S extends T>(
  source: Observable<T>,
  accept: (value: T) => value is S,
  signal?: AbortSignal,
): Promise<S> {
  signal?.throwIfAborted();
  const { value } = source;
  if (accept(value)) return value;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      unsubscribe();
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      stop();
      reject(signal?.reason as Error);
    };
    const unsubscribe = source.subscribe((next) => {
      if (!accept(next)) return;
      stop();
      resolve(next);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
