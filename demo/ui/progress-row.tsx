import type { ComponentChildren, JSX } from 'preact';
import type { ProgressLine } from './load-line.ts';

/** Content of a progress row. */
export interface ProgressRowProps {
  readonly line: ProgressLine;
  /** Whether it is still going on: only then there is a bar. */
  readonly isOpen: boolean;
  /** Buttons at the end of the row. */
  readonly children: ComponentChildren;
}

/** A line of progress with its bar and buttons. */
export function ProgressRow({ line: { text, share, note }, isOpen, children }: ProgressRowProps): JSX.Element {
  return (
    <div class="panel__row">
      <strong class="panel__text">{text}</strong>
      {isOpen ? (
        <progress class="panel__bar" max={1} {...(share === undefined ? {} : { value: share })} aria-label={text} />
      ) : null}
      {note === undefined || note === '' ? null : <span class="panel__note">{note}</span>}
      <span class="panel__actions">{children}</span>
    </div>
  );
}
