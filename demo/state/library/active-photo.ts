import { observable, type WritableObservable } from 'onsight/state';
import { route } from '../route.ts';

/** Id of the photo that the keyboard is on, or was on last: the one that keys act on. */
export const activePhoto: WritableObservable<string | undefined> = observable(undefined);

/** A wish that the keyboard goes to a photo; without an id, or where that photo is not shown, to the active one. */
export interface FocusRequest {
  readonly id: string | undefined;
  /** Whether the photo is brought on screen. */
  readonly scrolls: boolean;
}

/** The wish that no list of photos has met yet. */
export const focusRequest: WritableObservable<FocusRequest | undefined> = observable(undefined);

// After large photos are closed, the focus is on the photo seen last.
route.subscribe((next) => {
  if (next.screen === 'photo') activePhoto.set(next.id);
});

/** Moves the keyboard to a photo, or to the screen itself if it lists none. */
export function focusPhoto(id?: string, { scrolls = true }: { readonly scrolls?: boolean } = {}): void {
  const request: FocusRequest = { id, scrolls };
  focusRequest.set(request);
  // A list takes it when it renders. Two frames later there is none.
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      if (focusRequest.value !== request) return;
      focusRequest.set(undefined);
      if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
    });
  });
}
