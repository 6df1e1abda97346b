import type { Library } from '../api/library.ts';
import type { AddOptions, AddProgress, AddResult } from '../library/ingest/ingest.ts';
import { observable, type Observable } from './observable.ts';

/** State of adding files. */
export type Adding =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly progress: AddProgress | undefined }
  | { readonly status: 'finished'; readonly result: AddResult }
  /** Stopped by `cancel()`. What was added until then stays; adding the same files again continues. */
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: unknown };

/** Adds files one call after the other, observably. */
export interface ObservedAdd {
  readonly state: Observable<Adding>;
  /** Adds files as `library.add` does, after all earlier calls. Never rejects: the state holds the outcome. */
  add(files: Parameters<Library['add']>[0]): Promise<void>;
  /** Stops the call under way and drops those that wait. */
  cancel(): void;
}

/** Observes additions to a library. */
export function observeAdd(
  library: Pick<Library, 'add'>,
  options: Omit<AddOptions, 'signal' | 'onProgress'> = {},
): ObservedAdd {
  const state = observable<Adding>({ status: 'idle' });
  let controller = new AbortController();
  let queue: Promise<void> = Promise.resolve();
  const addNow = async (files: Parameters<Library['add']>[0], signal: AbortSignal): Promise<void> => {
    state.set({ status: 'running', progress: undefined });
    try {
      const onProgress = (progress: AddProgress): void => {
        if (!signal.aborted) state.set({ status: 'running', progress });
      };
      const result = await library.add(files, { ...options, signal, onProgress });
      if (!signal.aborted) state.set({ status: 'finished', result });
    } catch (error) {
      if (!signal.aborted) state.set({ status: 'failed', error });
    }
  };
  return {
    state,
    add(files) {
      const { signal } = controller;
      queue = queue.then(() => (signal.aborted ? undefined : addNow(files, signal)));
      return queue;
    },
    cancel() {
      controller.abort(new DOMException('Adding was cancelled.', 'AbortError'));
      controller = new AbortController();
      if (state.value.status === 'running') state.set({ status: 'cancelled' });
    },
  };
}
