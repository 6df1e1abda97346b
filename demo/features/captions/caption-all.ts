import { OnsightError, type OnsightErrorCode } from 'onsight';
import { isAbort } from '../../i18n/error-text.ts';
import { formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { ingest, type Ingest } from '../../state/ingest-state.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { Photo } from '../../state/library/photo.ts';
import { announce } from '../../state/announcement.ts';
import { chosenModel } from '../../state/chosen-models.ts';
import { firstValue } from 'onsight/state';
import { recall, remember } from '../../state/remembered.ts';
import { readySession, session } from '../../state/session.ts';
import { captioning } from './captioning-state.ts';
import { captions, isSettled, replaceCaption, saveCaption } from '../../state/library/captions.ts';

/** Failures of a single photo; any other stops the run. */
const ofOnePhoto: readonly OnsightErrorCode[] = ['image-unreadable', 'unsupported-media', 'item-not-found'];

const failed = new Set<string>();
let running: AbortController | undefined;
let scope: ReadonlySet<string> | undefined;

/** Whether a photo still wants a caption of the model that writes them now; sounds never do. */
export function wantsCaption({ id, recording }: Photo): boolean {
  return recording?.kind !== 'audio' && !isSettled(captions.value.get(id), chosenModel('caption')) && !failed.has(id);
}

/**
 * Writes captions for all photos without one, newest first; or for some, which is not taken up after a reload. Written
 * captions stay if it stops.
 */
export function captionAll(some?: ReadonlySet<string>): void {
  if (running !== undefined) return;
  scope = some;
  void work();
}

/** Goes on with what was stopped. */
export function resumeCaptioning(): void {
  if (running === undefined) void work();
}

/** Stops now; {@link resumeCaptioning} goes on, also after a reload. */
export function pauseCaptioning(): void {
  if (scope === undefined) remember('captioning', 'paused');
  stop();
  captioning.set({ status: 'paused' });
}

/** Stops for good and dismisses the message. */
export function cancelCaptioning(): void {
  remember('captioning', undefined);
  stop();
  failed.clear();
  captioning.set({ status: 'idle' });
}

function stop(): void {
  running?.abort(new DOMException('Stopped by the visitor.', 'AbortError'));
  running = undefined;
}

/** Resumes the unfinished work of the last visit. */
export function takeUpCaptioning(): void {
  const left = recall('captioning');
  if (left === 'running') resumeCaptioning();
  else if (left === 'paused') captioning.set({ status: 'paused' });
}

async function work(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  running = controller;
  if (scope === undefined) remember('captioning', 'running');
  captioning.set({ status: 'running', loading: undefined });
  try {
    const written = await captionEach(signal);
    const t = messages().captions;
    captioning.set({ status: 'finished', written, failed: failed.size });
    announce(t.written(formatNumber(written), written));
    remember('captioning', undefined);
  } catch (error) {
    // Whoever stopped it has set the state.
    if (!isAbort(error)) captioning.set({ status: 'failed', error });
  } finally {
    if (running === controller) running = undefined;
  }
}

/** @returns how many captions were written */
async function captionEach(signal: AbortSignal): Promise<number> {
  let written = 0;
  for (;;) {
    await turnOfBackground(signal);
    const photo = await nextPhoto(signal);
    if (photo === undefined) return written;
    const isWritten = await captionOne(photo.id, signal);
    // Whoever stopped it meanwhile has set the state.
    signal.throwIfAborted();
    if (isWritten) {
      written++;
      captioning.set({ status: 'running', loading: undefined });
    }
  }
}

/** Interactive work goes first: searches, questions, photos that are being added. */
async function turnOfBackground(signal: AbortSignal): Promise<void> {
  const busy = ['preparing', 'fetching', 'loading', 'indexing'];
  await firstValue(ingest, (state): state is Ingest => !busy.includes(state.status), signal);
}

async function nextPhoto(signal: AbortSignal): Promise<Photo | undefined> {
  const known = await firstValue(libraryPhotos, (value) => value.status === 'known', signal);
  return known.photos.find((photo) => (scope?.has(photo.id) ?? true) && wantsCaption(photo));
}

/** @returns whether it was written */
async function captionOne(id: string, signal: AbortSignal): Promise<boolean> {
  const { onsight, library } = await readySession(signal);
  const by = chosenModel('caption');
  try {
    const { text } = await onsight.caption(id, {
      signal,
      priority: 'background',
      onProgress: (loading) => {
        const { value } = captioning;
        if (!signal.aborted && value.status === 'running') captioning.set({ ...value, loading });
      },
    });
    await saveCaption(library, id, replaceCaption(captions.value.get(id), { text, by }));
    return true;
  } catch (error) {
    const isOfPhoto = OnsightError.is(error) && ofOnePhoto.includes(error.code);
    // The visitor changed the model meanwhile: the next round uses that one.
    const isOfOldSession = session.value.status !== 'ready' || session.value.onsight !== onsight;
    if (signal.aborted || (!isOfPhoto && !isOfOldSession)) throw error;
    if (isOfPhoto) failed.add(id);
    return false;
  }
}
