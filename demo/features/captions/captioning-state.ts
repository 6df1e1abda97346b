import type { LoadProgress } from 'onsight';
import { observable, type WritableObservable } from 'onsight/state';

/** State of captioning all photos. */
export type Captioning =
  | { readonly status: 'idle' }
  | {
      readonly status: 'running';
      /** Load progress of the model, before the first caption. */
      readonly loading: LoadProgress | undefined;
    }
  | { readonly status: 'paused' }
  | { readonly status: 'finished'; readonly written: number; readonly failed: number }
  | { readonly status: 'failed'; readonly error: unknown };

/** The state of captioning. */
export const captioning: WritableObservable<Captioning> = observable({ status: 'idle' });
