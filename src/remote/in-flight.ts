import { raceAbort } from '../core/async/abort.ts';

/** Splits an array into chunks of at most `size`. */
export function* chunks<T>(values: readonly T[], size: number): Generator<T[], void> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

/**
 * Runs `work` on each of `values`, at most `limit` at a time; pulls a value only when there is capacity. After a
 * failure or an abort nothing more is started, and it rejects once everything in flight has settled.
 */
export async function eachInFlight<T>(
  values: AsyncGenerator<T, void>,
  work: (value: T) => Promise<void>,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const begin = (value: T): void => {
    const run = work(value)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(run));
    running.add(run);
  };
  try {
    for (;;) {
      // Before pulling, because a later failure of the source would go unhandled.
      signal?.throwIfAborted();
      const next = await raceAbort(values.next(), signal);
      if (next.done === true) break;
      while (running.size >= limit) await Promise.race(running);
      if (failures.length > 0) break;
      begin(next.value);
    }
  } catch (error) {
    failures.unshift(error);
  }
  await Promise.all(running);
  // Not awaited, because a source that hangs would keep the failure from the caller.
  if (failures.length > 0) void values.return().catch(() => undefined);
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
