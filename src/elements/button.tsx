import type { JSX } from 'preact';

/** A small button. */
export function Button({ text, onClick }: { readonly text: string; readonly onClick: () => void }): JSX.Element {
  return (
    <button type="button" part="button" class="button button-small" onClick={onClick}>
      {text}
    </button>
  );
}
