import { startWorker } from './start-worker.ts';

/** Starts the small worker that holds stores alone: the twin of {@link spawnWorker}, with the same literal form. */
export function spawnStoreWorker(workerUrl: string | undefined, retry: number): Worker {
  if (workerUrl !== undefined) return spawnAt(workerUrl, retry);
  try {
    return new Worker(new URL('./store-worker.js', import.meta.url), { type: 'module' });
  } catch (error) {
    return startElsewhere('store-worker.js', error);
  }
}

/**
 * Starts the worker beside this module, or at `workerUrl`. `retry` > 0 asks past a cache that served an old script.
 *
 * The literal form below is what bundlers recognise; it must stay on one line.
 */
export function spawnWorker(workerUrl: string | undefined, retry: number): Worker {
  if (workerUrl !== undefined) return spawnAt(workerUrl, retry);
  try {
    return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  } catch (error) {
    return startElsewhere('worker.js', error);
  }
}

/** Not the literal form, which a bundler would take for one more file to bring along. */
const here = import.meta.url;

/** A page may import these modules from another origin, such as a CDN, where no worker may be started directly. */
function startElsewhere(file: string, error: unknown): Worker {
  if (!(error instanceof DOMException) || error.name !== 'SecurityError') throw error;
  return startWorker(new URL(file, here));
}

function spawnAt(workerUrl: string, retry: number): Worker {
  const url = new URL(workerUrl, document.baseURI);
  if (retry > 0) url.searchParams.set('retry', String(retry));
  return startWorker(url);
}

/** Folder of model packs when the page names none: `models/` beside the page. */
export function defaultModelsUrl(): string {
  return new URL('models/', document.baseURI).href;
}
