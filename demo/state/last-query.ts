import { observable, type WritableObservable } from 'onsight/state';
import { search, type Found } from './search-state.ts';

/** The last query that was answered in this visit, with its times in milliseconds. */
export interface LastQuery {
  readonly found: Found;
  /** From the results to the first frame that shows them. */
  readonly paintMs: number;
}

/** The last answered query; undefined before the first. */
export const lastQuery: WritableObservable<LastQuery | undefined> = observable(undefined);

/** Keeps {@link lastQuery}. A query that the library answers again, because photos were added, counts as it was first. */
export function followLastQuery(): void {
  search.subscribe(() => {
    const { value } = search;
    if (value.status !== 'found' || value.found.steps === undefined) return;
    const { found } = value;
    if (lastQuery.value?.found.query === found.query) return;
    const start = performance.now();
    requestAnimationFrame(() => {
      // The frame after the next one has been painted when this runs.
      requestAnimationFrame(() => {
        if (search.value === value) lastQuery.set({ found, paintMs: performance.now() - start });
      });
    });
  });
}
