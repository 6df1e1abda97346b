import { createOnsight, type Library, type Onsight } from 'onsight';
import { firstValue, observable, type Observable } from './observable.ts';
import { recall, remember } from './remembered.ts';

/** The running library of this page. */
export interface ReadySession {
  readonly status: 'ready';
  readonly onsight: Onsight;
  readonly library: Library;
}

/** Where the page stands with its worker and its library. */
export type Session =
  { readonly status: 'starting' } | ReadySession | { readonly status: 'failed'; readonly error: unknown };

/** The session that every screen uses. */
export const session: Observable<Session> = observable({ status: 'starting' });

/** The id of the model that the visitor chose; the starter pack until then. */
export function chosenModel(): string {
  return recall('model') ?? 'starter';
}

/** Starts the worker and opens the library of the chosen model. Weights are not loaded by this. */
export async function startSession(): Promise<void> {
  session.set({ status: 'starting' });
  try {
    const onsight = await createOnsight({ model: chosenModel() });
    // Each model has its own space of vectors, and with it a library of its own.
    const library = await onsight.openLibrary(`photos-${onsight.model.space}`);
    session.set({ status: 'ready', onsight, library });
  } catch (error) {
    session.set({ status: 'failed', error });
  }
}

/** Closes the session and starts one with another model. */
export async function switchModel(id: string): Promise<void> {
  const previous = session.value;
  remember('model', id);
  session.set({ status: 'starting' });
  if (previous.status === 'ready') await previous.onsight.dispose();
  await startSession();
}

/** The session once it is ready; waits over failures, since the visitor can try again. */
export async function readySession(signal?: AbortSignal): Promise<ReadySession> {
  return firstValue(session, (value): value is ReadySession => value.status === 'ready', signal);
}
