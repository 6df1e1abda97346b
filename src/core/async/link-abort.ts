/** A signal that aborts with any of the given ones, or by its own `abort`. `unlink` removes its listeners. */
interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  unlink(): void;
}

/** `AbortSignal.any` whose listeners can be removed. (Safari before 17.4 has no `any`.) */
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
