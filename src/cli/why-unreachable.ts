import { reasonOf } from '../core/errors.ts';

/** Why no answer came: Node's own error says only "fetch failed" and keeps the reason (no such host, refused) in its cause. */
export function whyUnreachable(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  // One error for each address that was tried.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first === undefined ? reasonOf(error) : `${reasonOf(error)}, ${reasonOf(first)}`;
}
