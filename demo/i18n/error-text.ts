import { OnsightError, type OnsightErrorCode } from 'onsight';
import { messages } from './language.ts';

/** What went wrong, in the visitor's language. */
export function errorText(error: unknown): string {
  if (OnsightError.is(error)) return codeText(error.code);
  return messages().unknownError;
}

/** The meaning of an error code in the visitor's language. */
export function codeText(code: OnsightErrorCode): string {
  // A newer worker may send a code that this table does not have yet.
  return (messages().error as Partial<Record<string, string>>)[code] ?? messages().unknownError;
}

/** True for the rejection of a call that we ended ourselves. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
