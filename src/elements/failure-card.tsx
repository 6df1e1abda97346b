import type { JSX } from 'preact';
import { errorIn, type ElementTexts } from './texts.ts';

/** Properties of {@link FailureCard}. */
interface FailureProps {
  readonly error: unknown;
  readonly words: ElementTexts;
  readonly onRetry: () => void;
}

/** The failure in words, and a button to try again. */
export function FailureCard({ error, words, onRetry }: FailureProps): JSX.Element {
  return (
    <div part="error" class="error" role="alert">
      <p>{errorIn(words, error)}</p>
      <button type="button" part="button" class="button" onClick={onRetry}>
        {words.retry}
      </button>
    </div>
  );
}
