import { raceAbort } from './abort.ts';

/**
 * The values of `source` until `signal` aborts: then it rejects with `signal.reason` at once, even while the source has
 * nothing to give yet.
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
    // A source that was asked and says nothing would keep the abort from its caller.
    if (isAsked) ended.catch(() => undefined);
    else await ended;
  }
}
