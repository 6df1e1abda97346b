import { observable, type Observable } from './observable.ts';

/** State of a session: something that is opened, used, replaced and disposed as a whole. */
export type SessionStatus<S> =
  | { readonly status: 'starting' }
  | { readonly status: 'ready'; readonly session: S }
  | { readonly status: 'failed'; readonly error: unknown };

/** A session that can be replaced. */
export interface ObservedSession<S> {
  readonly state: Observable<SessionStatus<S>>;
  /**
   * Opens a session, then disposes the one before. If opening fails, the one before stays in use; without one the state
   * is `failed`.
   *
   * @throws what `open` throws; the abort reason if another call or `dispose` comes in between
   */
  open(open: (signal: AbortSignal) => Promise<S>): Promise<void>;
  /** Aborts what is being opened and disposes the session in use. */
  dispose(): Promise<void>;
}

/**
 * Observes a session, usually an `Onsight` with its open library.
 *
 * @example
 * const page = observeSession<Onsight>();
 * await page.open(() => createOnsight());
 */
export function observeSession<S extends { dispose(): Promise<void> }>(): ObservedSession<S> {
  const state = observable<SessionStatus<S>>({ status: 'starting' });
  let opening: AbortController | undefined;
  const current = (): S | undefined => (state.value.status === 'ready' ? state.value.session : undefined);
  return {
    state,
    async open(open) {
      opening?.abort(new DOMException('Another session was opened.', 'AbortError'));
      const controller = new AbortController();
      opening = controller;
      const { signal } = controller;
      const previous = current();
      if (previous === undefined) state.set({ status: 'starting' });
      let session: S;
      try {
        session = await open(signal);
      } catch (error) {
        if (!signal.aborted && previous === undefined) state.set({ status: 'failed', error });
        throw error;
      }
      if (signal.aborted) {
        await session.dispose();
        signal.throwIfAborted();
      }
      state.set({ status: 'ready', session });
      await previous?.dispose();
    },
    async dispose() {
      opening?.abort(new DOMException('The session was disposed.', 'AbortError'));
      const session = current();
      state.set({ status: 'starting' });
      await session?.dispose();
    },
  };
}
