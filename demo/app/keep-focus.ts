import { focusPhoto } from '../state/library/active-photo.ts';

/** Gives the keyboard a place to go on at when a control goes away by being pressed: a message, a chip, a button. */
export function followLostFocus(): void {
  addEventListener('click', ({ target }) => {
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        const isGone = target instanceof Element && !target.isConnected;
        if (isGone && document.activeElement === document.body) focusPhoto(undefined, { scrolls: false });
      });
    });
  });
}
