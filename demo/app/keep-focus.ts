import { focusPhoto } from '../state/library/active-photo.ts';

/** Moves the focus when a pressed control disappears: a message, a chip, a button. */
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
