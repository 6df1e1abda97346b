import { useEffect, useState } from 'preact/hooks';

/** A value that tells when it changes. */
export interface Observable<T> {
  readonly value: T;
  set(next: T): void;
  /** Called after every change. Returns the unsubscriber. */
  subscribe(listener: (value: T) => void): () => void;
}

/** An observable that starts with `initial`; setting the same value again tells nobody. */
export function observable<T>(initial: T): Observable<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get value() {
      return value;
    },
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The value of `source` in a component, which renders again when it changes. */
export function useObservable<T>(source: Observable<T>): T {
  const [, render] = useState({});
  const shown = source.value;
  useEffect(() => {
    const show = (): void => {
      render({});
    };
    // It may have changed between the render and this effect.
    if (!Object.is(shown, source.value)) show();
    return source.subscribe(show);
  }, [source]);
  return shown;
}

/** Resolves with the first value that `accept` says yes to, now or later. */
export async function firstValue<T, S extends T>(
  source: Observable<T>,
  accept: (value: T) => value is S,
  signal?: AbortSignal,
): Promise<S> {
  const { value } = source;
  if (accept(value)) return value;
  return new Promise((resolve, reject) => {
    const unsubscribe = source.subscribe((next) => {
      if (!accept(next)) return;
      unsubscribe();
      resolve(next);
    });
    signal?.addEventListener('abort', () => {
      unsubscribe();
      reject(signal.reason as Error); // an abort reason of ours is always a DOMException
    });
  });
}
