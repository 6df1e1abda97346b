import { raceAbort } from './abort.ts';

/**
 * Yields the values of `source` until `signal` aborts, then rejects with `signal.reason` at once, even while a value is
 * pending.
 */
export async function* untilAbort<T>(
  source: AsyncGenerator<T, void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  let isAsked = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      isAsked = true;
      const next = await raceAbort(source.next(), signal);
      isAsked = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    const ended = source.return();
    // A pending source would delay the abort.
    if (isAsked) ended.catch(() => undefined);
    else await ended;
  }
}
