import { raceAbort } from '../core/async/abort.ts';

/** Cuts an array into pieces of at most `size`. */
export function* chunks<T>(values: readonly T[], size: number): Generator<T[], void> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

/**
 * Runs `work` on each of `values`, at most `limit` at a time; nothing is asked of `values` before there is room for it.
 * After a failure or an abort no more is begun, and it rejects when what had begun has ended.
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
      // Before the source is asked: nobody would hear what it then says.
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
  // Not awaited: a source that hangs would keep the failure from its caller.
  if (failures.length > 0) void values.return().catch(() => undefined);
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
