import type { JSX } from 'preact';

/** Text for screen readers, read out politely when it changes. */
export function LiveRegion({ text }: { readonly text: string }): JSX.Element {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
