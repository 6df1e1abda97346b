import { wrap, type Remote } from 'comlink';
import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { withDeadline } from '../core/async/deadline.ts';
import { OnsightError } from '../core/errors.ts';
import { toDisplayImage } from '../media/image/display-image.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { ImageSource } from '../media/image/pixels.ts';
import type { Reply } from '../protocol/worker-api.ts';
import { decodeError } from '../protocol/wire-error.ts';
import { readImage, type ReadImage, type ReadImageOptions } from './image-reader.ts';
import { pictureWorkerName, type PictureApi } from './picture-api.ts';

/** A decode has a deadline of its own (30 s); a worker that is silent for longer hangs. */
const silentMs = 45_000;
const startMs = 10_000;

interface Running {
  readonly worker: Worker;
  readonly api: Remote<PictureApi>;
}

/**
 * Reads pictures in a worker of its own: a wasm run blocks its thread, and decoding, resizing and thumbnails would
 * otherwise wait for it and it for them. It also takes a decoder that hangs or dies away from the model.
 * Where no worker can be started inside a worker, pictures are read here.
 */
export class Pictures {
  #running: Promise<Running | undefined> | undefined;

  /** See `readImage`. */
  async read(source: ImageSource, spec: ImageSpec, { signal, ...options }: ReadImageOptions): Promise<ReadImage> {
    // Comlink's Remote type splits the reply's union into two promises; the contract is PictureApi's.
    return this.#ask(
      (api) => (api.read as unknown as PictureApi['read'])(source, spec, options),
      () => readImage(source, spec, { ...options, signal }),
      signal,
    );
  }

  /** See `toDisplayImage`. */
  async display(file: Blob, { signal }: AbortOptions): Promise<Blob> {
    return this.#ask(
      (api) => (api.display as unknown as PictureApi['display'])(file),
      () => toDisplayImage(file, { signal }),
      signal,
    );
  }

  async #ask<T>(
    ask: (api: Remote<PictureApi>) => Promise<Reply<T>>,
    doHere: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    signal?.throwIfAborted();
    const running = await raceAbort((this.#running ??= start()), signal);
    if (running === undefined) return doHere();
    const asking = withDeadline(ask(running.api), 'Reading a picture', silentMs);
    const reply = await raceAbort(
      asking.catch((error: unknown) => {
        // Only this file is lost: the next one finds a new worker.
        if (OnsightError.is(error, 'deadline-exceeded')) this.#end(running);
        throw error;
      }),
      signal,
    );
    if (reply.ok) return reply.value;
    throw decodeError(reply.error, signal?.reason);
  }

  #end(running: Running): void {
    running.worker.terminate();
    this.#running = undefined;
  }
}

async function start(): Promise<Running | undefined> {
  if (typeof Worker === 'undefined') return undefined;
  let worker: Worker | undefined;
  try {
    const started = (worker = new Worker(ownScript(), { type: 'module', name: pictureWorkerName }));
    const failed = new Promise<never>((_, reject) => {
      started.addEventListener('error', () => {
        reject(new Error('the script could not be loaded'));
      });
    });
    const api = wrap<PictureApi>(started);
    await withDeadline(Promise.race([api.ready(), failed]), 'Starting the picture worker', startMs);
    return { worker: started, api };
  } catch {
    // Old browsers and strict policies: slower, but everything works.
    worker?.terminate();
    return undefined;
  }
}

/** This worker's script. One that was started from a Blob (another origin) is started so again. */
function ownScript(): string {
  if (!location.href.startsWith('blob:')) return location.href;
  const blob = new Blob([`import ${JSON.stringify(import.meta.url)};`], { type: 'text/javascript' });
  return URL.createObjectURL(blob);
}
