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
import { captions, saveCaption } from '../../state/library/captions.ts';

/** Failures that are of one photo; every other stops the run. */
const ofOnePhoto: readonly OnsightErrorCode[] = ['image-unreadable', 'unsupported-media', 'item-not-found'];

const failed = new Set<string>();
let running: AbortController | undefined;

/** Whether a photo still wants a caption of the model that writes them now. */
export function wantsCaption({ id }: Photo): boolean {
  return captions.value.get(id)?.by !== chosenModel('caption') && !failed.has(id);
}

/** Writes captions for all photos that have none, newest first. What is written stays, whenever it stops. */
export function captionAll(): void {
  if (running === undefined) void work();
}

/** Stops now; {@link captionAll} goes on where it was, also after a reload. */
export function pauseCaptioning(): void {
  remember('captioning', 'paused');
  stop();
  captioning.set({ status: 'paused' });
}

/** Stops for good, and takes the message away. */
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

/** Takes up what the last visit left unfinished. */
export function takeUpCaptioning(): void {
  const left = recall('captioning');
  if (left === 'running') captionAll();
  else if (left === 'paused') captioning.set({ status: 'paused' });
}

async function work(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  running = controller;
  remember('captioning', 'running');
  captioning.set({ status: 'running', loading: undefined });
  try {
    const written = await captionEach(signal);
    const t = messages().captions;
    captioning.set({ status: 'finished', written, failed: failed.size });
    announce(t.written(formatNumber(written), written));
    remember('captioning', undefined);
  } catch (error) {
    // Who ended it has said what it is now.
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
    // Who stopped meanwhile has said what it is now.
    signal.throwIfAborted();
    if (isWritten) {
      written++;
      captioning.set({ status: 'running', loading: undefined });
    }
  }
}

/** What the visitor waits for goes first: searches, questions, photos that are being added. */
async function turnOfBackground(signal: AbortSignal): Promise<void> {
  const busy = ['preparing', 'fetching', 'loading', 'indexing'];
  await firstValue(ingest, (state): state is Ingest => !busy.includes(state.status), signal);
}

async function nextPhoto(signal: AbortSignal): Promise<Photo | undefined> {
  const known = await firstValue(libraryPhotos, (value) => value.status === 'known', signal);
  return known.photos.find(wantsCaption);
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
    await saveCaption(library, id, { text, by });
    return true;
  } catch (error) {
    const isOfPhoto = OnsightError.is(error) && ofOnePhoto.includes(error.code);
    // The visitor changed the model meanwhile: the next turn asks that one.
    const isOfOldSession = session.value.status !== 'ready' || session.value.onsight !== onsight;
    if (signal.aborted || (!isOfPhoto && !isOfOldSession)) throw error;
    if (isOfPhoto) failed.add(id);
    return false;
  }
}
