/**
 * Runs `task` on every item, `width` at a time, in order of the items. At the first failure the signal that the tasks
 * are given aborts, and the call rejects with that failure once all of them have ended: nothing is left in flight.
 */
export async function mapWide<T, R>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  task: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const linked = linkAbort(signal);
  const failures: { readonly error: unknown }[] = [];
  const work = async (): Promise<void> => {
    for (const [index, item] of entries) {
      if (failures.length > 0) return;
      try {
        linked.signal.throwIfAborted();
        results[index] = await task(item, linked.signal);
      } catch (error) {
        failures.push({ error });
        linked.abort(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  } finally {
    linked.unlink();
  }
  if (failures[0] !== undefined) throw failures[0].error;
  return results;
}

/** A signal that aborts with any of the given ones, or by its own `abort`. `unlink` forgets the given ones. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  unlink(): void;
}

/** `AbortSignal.any` with an end: its listeners go when the work does. (Safari before 17.4 has no `any`.) */
export function linkAbort(...signals: readonly (AbortSignal | undefined)[]): LinkedAbort {
  const controller = new AbortController();
  const unlinks = signals.map((signal) => {
    if (signal === undefined) return () => undefined;
    const follow = (): void => {
      controller.abort(signal.reason);
    };
    if (signal.aborted) follow();
    signal.addEventListener('abort', follow, { once: true });
    return (): void => {
      signal.removeEventListener('abort', follow);
    };
  });
  return {
    signal: controller.signal,
    abort: (reason) => {
      controller.abort(reason);
    },
    unlink: () => {
      for (const unlink of unlinks) unlink();
    },
  };
}
