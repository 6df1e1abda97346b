import type { Library, ReindexProgress } from 'onsight';
import { isAbort } from '../../i18n/error-text.ts';
import { originalOf } from '../../state/library/originals.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { chosenModel } from '../../state/chosen-models.ts';
import { recall, remember } from '../../state/remembered.ts';
import { session, type ReadySession } from '../../state/session.ts';
import { reindexing, type Reindexing } from './reindex-state.ts';

const pausedKey = 'reindex-paused';
let watched: Library | undefined;
let running: AbortController | undefined;

/** Re-embeds the photos of libraries of another model, unless the visitor paused that. */
export function followReindexing(): void {
  const follow = (): void => {
    const current = session.value;
    const library = current.status === 'ready' ? current.library : undefined;
    if (library === watched) return;
    watched = library;
    running?.abort(new DOMException('Another session began.', 'AbortError'));
    reindexing.set({ status: 'idle' });
    if (current.status === 'ready') void begin(current, recall(pausedKey) !== undefined);
  };
  session.subscribe(follow);
  follow();
}

/** Stops after the batch under way; what is done stays. */
export function pauseReindexing(): void {
  remember(pausedKey, 'yes');
  running?.abort(new DOMException('Paused by the visitor.', 'AbortError'));
}

/** Goes on where it was paused, or failed. */
export function resumeReindexing(): void {
  remember(pausedKey, undefined);
  if (session.value.status === 'ready') void begin(session.value, false);
}

/** Dismisses the message about a finished run. */
export function dismissReindexing(): void {
  reindexing.set({ status: 'idle' });
}

async function begin({ onsight, library }: ReadySession, isPaused: boolean): Promise<void> {
  const show = (state: Reindexing): void => {
    if (library === watched) reindexing.set(state);
  };
  const status = await library.status();
  if (status.isCurrent || library !== watched) return;
  if (isPaused) {
    show({ status: 'paused', library: status });
    return;
  }
  const controller = new AbortController();
  running = controller;
  let state = { status: 'running', library: status, downloadBytes: 0, loading: undefined, counts: undefined } as const;
  show(state);
  try {
    const cost = await onsight.models.cost({ model: chosenModel('embed'), tasks: ['embed-image'] });
    const downloadBytes = cost.totalBytes - cost.storedBytes;
    let asked: Promise<unknown> | undefined;
    const onProgress = (event: ReindexProgress): void => {
      if (controller.signal.aborted) return;
      if (event.phase === 'done') return;
      if (event.phase !== 'index') show({ ...state, downloadBytes, loading: event });
      else {
        show({ ...state, downloadBytes, counts: event });
        // How much a search covers changes with every batch; one question at a time.
        asked ??= library
          .status()
          .then((now) => {
            state = { ...state, library: now };
          })
          .finally(() => {
            asked = undefined;
          });
      }
    };
    const { reindexed, failed } = await library.reindex({
      signal: controller.signal,
      originals: originals(),
      onProgress,
    });
    show(reindexed + failed.length > 0 ? { status: 'finished', reindexed, failed } : { status: 'idle' });
  } catch (error) {
    const now = await library.status().catch(() => status);
    show(isAbort(error) ? { status: 'paused', library: now } : { status: 'failed', library: now, error });
  } finally {
    if (running === controller) running = undefined;
  }
}

/** The files that the page still has of photos, by their ids. */
function originals(): ReadonlyMap<string, Blob> {
  const photos = libraryPhotos.value.status === 'known' ? libraryPhotos.value.photos : [];
  return new Map(
    photos.flatMap((photo) => {
      const file = originalOf(photo);
      return file === undefined ? [] : [[photo.id, file] as const];
    }),
  );
}
