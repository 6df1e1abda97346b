import { observable, type WritableObservable } from 'onsight/state';

/** Text of the live region for screen readers. */
export const announcement: WritableObservable<string> = observable('');

/** Says `text` to screen readers, politely. */
export function announce(text: string): void {
  announcement.set(text);
}
