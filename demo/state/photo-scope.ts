import { observable, type WritableObservable } from 'onsight/state';

/** Selected photos that a screen works on: stacks, captions; undefined for all. */
export const photoScope: WritableObservable<ReadonlySet<string> | undefined> = observable(undefined);
