import { createOnsight, type Library, type Onsight } from 'onsight';
import { chosenModel, languageTasks, rememberModel, starter } from './chosen-models.ts';
import { errorText } from '../i18n/error-text.ts';
import { libraryName } from './library-name.ts';
import { firstValue, observable, type WritableObservable } from 'onsight/state';
import { showToast } from './toast.ts';

/** The running library of this page. */
export interface ReadySession {
  readonly status: 'ready';
  readonly onsight: Onsight;
  readonly library: Library;
}

/** State of the page's worker and library. */
export type Session =
  { readonly status: 'starting' } | ReadySession | { readonly status: 'failed'; readonly error: unknown };

/** The session that every screen uses. */
export const session: WritableObservable<Session> = observable({ status: 'starting' });

/** Starts the worker and opens the library. Weights are not loaded by this. */
export async function startSession(): Promise<void> {
  session.set({ status: 'starting' });
  try {
    session.set(await openSession());
  } catch (error) {
    session.set({ status: 'failed', error });
  }
}

async function openSession(): Promise<ReadySession> {
  const onsight = await createOnsight({
    model: {
      embed: chosenModel('embed'),
      caption: chosenModel('caption'),
      ask: chosenModel('ask'),
      match: chosenModel('match'),
    },
  });
  try {
    const library = await onsight.openLibrary(await libraryName(onsight));
    return { status: 'ready', onsight, library };
  } catch (error) {
    await onsight.dispose();
    throw error;
  }
}

/** Searches the library with another model from now on. One that cannot be had leaves everything as it was. */
export async function switchModel(id: string): Promise<void> {
  const previous = session.value;
  const before = chosenModel('embed');
  rememberModel('embed', id);
  session.set({ status: 'starting' });
  try {
    session.set(await openSession());
    if (previous.status === 'ready') await previous.onsight.dispose();
  } catch (error) {
    rememberModel('embed', before);
    session.set(previous.status === 'ready' ? previous : { status: 'failed', error });
    showToast({ text: errorText(error) });
  }
}

/** Lets the starter write and answer again. */
export async function returnToStarter(): Promise<void> {
  for (const task of languageTasks) rememberModel(task, starter);
  await restartSession();
}

/** Lets a model that was loaded write and answer, now and at later visits. */
export function keepModelForWords(id: string, tasks: readonly string[]): void {
  for (const task of languageTasks) if (tasks.includes(task)) rememberModel(task, id);
  // A new object, so that users of the models in use read them again.
  if (session.value.status === 'ready') session.set({ ...session.value });
}

async function restartSession(): Promise<void> {
  const previous = session.value;
  session.set({ status: 'starting' });
  if (previous.status === 'ready') await previous.onsight.dispose();
  await startSession();
}

/** The session once it is ready; waits over failures, since the visitor can try again. */
export async function readySession(signal?: AbortSignal): Promise<ReadySession> {
  return firstValue(session, (value): value is ReadySession => value.status === 'ready', signal);
}
