import type { LoadProgress } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';

/** Where the captioning of all photos stands. */
export type Captioning =
  | { readonly status: 'idle' }
  | {
      readonly status: 'running';
      /** How far the model is loaded, before the first caption. */
      readonly loading: LoadProgress | undefined;
    }
  | { readonly status: 'paused' }
  | { readonly status: 'finished'; readonly written: number; readonly failed: number }
  | { readonly status: 'failed'; readonly error: unknown };

/** The state of captioning. */
export const captioning: WritableObservable<Captioning> = observable({ status: 'idle' });
