import { observable, type Observable } from './observable.ts';

/** What the live region says to screen readers. */
export const announcement: Observable<string> = observable('');

/** Says `text` to screen readers, politely. */
export function announce(text: string): void {
  announcement.set(text);
}
