import type { LoadProgress } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';

/** State of reading the text of all photos. */
type Reading =
  | { readonly status: 'idle' }
  | {
      readonly status: 'running';
      readonly done: number;
      readonly total: number;
      /** Load progress of the model, before the first photo. */
      readonly loading: LoadProgress | undefined;
    }
  | { readonly status: 'paused' }
  | { readonly status: 'finished'; readonly read: number; readonly failed: number }
  | { readonly status: 'failed'; readonly error: unknown };

/** The state of reading text. */
export const reading: WritableObservable<Reading> = observable({ status: 'idle' });
