import type { CallOptions, WorkerSession } from '../client/worker-session.ts';
import { EventQueue } from '../core/async/event-queue.ts';
import { linkAbort } from '../core/async/link-abort.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import type { CaptionStep, ParamsOf } from '../protocol/worker-methods.ts';

/** What a caption is streamed with. */
interface StreamParts extends AbortOptions {
  readonly params: () => Promise<ParamsOf<'caption'>>;
  readonly onProgress: OnProgress<LoadProgress>;
}

/** Passes the loading of a model on, not the tokens. */
export function loadingOnly({
  signal,
  onProgress,
}: AbortOptions & { readonly onProgress: OnProgress<LoadProgress> }): CallOptions<'caption'> {
  return {
    signal,
    onProgress: (event) => {
      if (event.phase !== 'token') onProgress(event);
    },
  };
}

/** The steps of a caption; leaving the loop ends the call. */
export async function* streamCaption(
  session: WorkerSession,
  { params, signal, onProgress }: StreamParts,
): AsyncGenerator<CaptionStep, void, undefined> {
  signal?.throwIfAborted();
  const linked = linkAbort(signal);
  const steps = new EventQueue<CaptionStep>();
  let written = 0;
  const options: CallOptions<'caption'> = {
    signal: linked.signal,
    onProgress: (event) => {
      if (event.phase !== 'token') onProgress(event);
      // A call that is made again on a new worker begins anew: what was shown is not shown twice.
      else if (event.step.text.length > written) {
        written = event.step.text.length;
        steps.push(event.step);
      }
    },
  };
  const call = params().then((sent) => session.call('caption', sent, options));
  call.then(
    () => {
      steps.end();
    },
    (error: unknown) => {
      steps.fail(error);
    },
  );
  try {
    yield* steps;
  } finally {
    // The reader is gone: nobody hears why.
    linked.abort(undefined);
    await call.catch(() => undefined);
    linked.unlink();
  }
}
