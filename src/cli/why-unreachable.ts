import { reasonOf } from '../core/errors.ts';

/**
 * Reason for a missing response: Node's own error only says "fetch failed" and keeps the reason (unknown host,
 * connection refused) in its cause.
 */
export function whyUnreachable(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  // One error per address tried.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first === undefined ? reasonOf(error) : `${reasonOf(error)}, ${reasonOf(first)}`;
}
