import type { SearchQuery } from '../../state/search-state.ts';

/** After this long without a key, what was typed counts as a search of its own. */
const restMs = 1_000;

/** When a search was last changed, and whether it was answered since. */
export interface SearchMoment {
  readonly changedAt: number;
  readonly now: number;
  readonly isAnswered: boolean;
}

/**
 * Whether Back should return to the search before `next`. Typing on in the same words is one step together: otherwise
 * Back would take the words apart letter by letter.
 */
export function isNewStep(
  before: SearchQuery,
  next: SearchQuery,
  { changedAt, now, isAnswered }: SearchMoment,
): boolean {
  if (before.image !== next.image || before.more !== next.more || before.less !== next.less) return true;
  if (!isAnswered) return false;
  return now - changedAt >= restMs || !isTypedOn(before.text, next.text);
}

/** Whether `next` continues `before` as keys do: with more at the end, or one character less. */
function isTypedOn(before: string, next: string): boolean {
  if (next.startsWith(before)) return before !== '' || Array.from(next).length === 1;
  return before.startsWith(next) && Array.from(before).length - Array.from(next).length === 1;
}
