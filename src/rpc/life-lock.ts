import { lockManager } from '../core/async/lock-manager.ts';

/** Holds a Web Lock until `signal` aborts, or until this worker ends. Resolves once it is held. */
export function holdLifeLock(name: string, signal: AbortSignal): Promise<void> {
  const locks = lockManager();
  if (locks === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    locks
      .request(name, () => {
        resolve();
        return new Promise<void>((release) => {
          if (signal.aborted) release();
          signal.addEventListener(
            'abort',
            () => {
              release();
            },
            { once: true },
          );
        });
      })
      .catch(reject);
  });
}

/**
 * Calls `onReleased` once the worker that holds the lock has ended: `terminate` and crashes send no event. Without Web
 * Locks only the `error` event of a script that does not load is left.
 */
export function watchLifeLock(name: string, signal: AbortSignal, onReleased: () => void): void {
  lockManager()
    ?.request(name, { signal }, onReleased)
    .catch(() => undefined);
}
