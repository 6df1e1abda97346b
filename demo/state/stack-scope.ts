import { observable, type WritableObservable } from 'onsight/state';

/** Photos that are sorted into stacks; undefined for all. */
export const stackScope: WritableObservable<ReadonlySet<string> | undefined> = observable(undefined);
