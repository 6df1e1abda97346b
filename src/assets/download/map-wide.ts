import { linkAbort } from '../../core/async/link-abort.ts';

/**
 * Runs `task` on every item, at most `width` at a time, in order. On the first failure, aborts the signal passed to the
 * tasks, waits until all have settled and rejects with that failure, so that nothing is left in flight.
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
