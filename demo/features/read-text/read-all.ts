import { firstValue } from 'onsight/state';
import { isAbort } from '../../i18n/error-text.ts';
import { ingest, type Ingest } from '../../state/ingest-state.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { Photo } from '../../state/library/photo.ts';
import { readPhotoText } from '../../state/library/read-photo-text.ts';
import { recall, remember } from '../../state/remembered.ts';
import { reading } from './reading-state.ts';

/** Photos per call: between two calls other work of the worker comes first. */
const atOnce = 4;

/** Photos that this visit has tried. */
const tried = new Set<string>();
let running: AbortController | undefined;

/** Reads the text of all photos, and from then on of photos that are added. What is read stays if it stops. */
export function readAllText(): void {
  remember('reading-text', 'on');
  if (running === undefined) void work();
}

/** Stops now, also for photos that are added; {@link readAllText} goes on. */
export function pauseReading(): void {
  remember('reading-text', 'paused');
  stop();
  reading.set({ status: 'paused' });
}

/** Dismisses the message. */
export function dismissReading(): void {
  reading.set({ status: 'idle' });
}

/** Goes on with the work of the last visit, and reads photos that are added. */
export function followReading(): void {
  if (recall('reading-text') === 'paused') reading.set({ status: 'paused' });
  libraryPhotos.subscribe(() => {
    const { value } = libraryPhotos;
    const isWanted = recall('reading-text') === 'on' && running === undefined && reading.value.status !== 'failed';
    if (isWanted && value.status === 'known' && value.photos.some(({ id }) => !tried.has(id))) void work();
  });
}

function stop(): void {
  running?.abort(new DOMException('Stopped by the visitor.', 'AbortError'));
  running = undefined;
}

async function work(): Promise<void> {
  const controller = new AbortController();
  running = controller;
  try {
    const counts = await readEach(controller.signal);
    reading.set(counts.read + counts.failed === 0 ? { status: 'idle' } : { status: 'finished', ...counts });
  } catch (error) {
    // Whoever stopped it has set the state.
    if (!isAbort(error)) reading.set({ status: 'failed', error });
  } finally {
    if (running === controller) running = undefined;
  }
}

async function readEach(signal: AbortSignal): Promise<{ readonly read: number; readonly failed: number }> {
  let read = 0;
  let failed = 0;
  for (;;) {
    await turnOfBackground(signal);
    const { left, done, total } = await untried(signal);
    const batch = left.slice(0, atOnce);
    if (batch.length === 0) return { read, failed };
    // Photos that were read at an earlier visit are passed over without a word.
    if (read > 0) reading.set({ status: 'running', done, total, loading: undefined });
    const result = await readPhotoText(batch, {
      signal,
      onLoading: (loading) => {
        if (!signal.aborted) reading.set({ status: 'running', done, total, loading });
      },
    });
    signal.throwIfAborted();
    for (const { id } of batch) tried.add(id);
    read += result.read;
    failed += result.failed.length;
  }
}

/** Photos that are being added go first. */
async function turnOfBackground(signal: AbortSignal): Promise<void> {
  const busy = ['preparing', 'fetching', 'loading', 'indexing'];
  await firstValue(ingest, (state): state is Ingest => !busy.includes(state.status), signal);
}

async function untried(
  signal: AbortSignal,
): Promise<{ readonly left: readonly Photo[]; readonly done: number; readonly total: number }> {
  const { photos } = await firstValue(libraryPhotos, (value) => value.status === 'known', signal);
  const left = photos.filter(({ id }) => !tried.has(id));
  return { left, done: photos.length - left.length, total: photos.length };
}
