import type { JSX } from 'preact';
import { announcement } from '../state/announcement.ts';
import { useObservable } from '../state/observable.ts';

/** What is said to screen readers. The page has one, and a modal dialog one of its own: the page behind it is silent. */
export function LiveRegion(): JSX.Element {
  const said = useObservable(announcement);
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {said}
    </p>
  );
}
