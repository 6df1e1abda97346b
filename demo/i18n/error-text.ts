import { OnsightError, type AddFailure, type OnsightErrorCode } from 'onsight';
import { messages } from './language.ts';

/** What went wrong, in the visitor's language. */
export function errorText(error: unknown): string {
  if (OnsightError.is(error, 'image-unreadable') && error.details.problem !== undefined)
    return messages().failure[error.details.problem];
  if (OnsightError.is(error, 'unsupported-media') && error.details.format !== undefined)
    return failureText({ reason: error.details.problem ?? 'unsupported', format: error.details.format });
  if (OnsightError.is(error)) return codeText(error.code);
  return messages().unknownError;
}

/** Why a file could not be added, in the visitor's language. */
export function failureText({ reason, format }: Pick<AddFailure, 'reason' | 'format'>): string {
  if (reason === 'unsupported' && format !== undefined) return messages().unsupportedFormat(format);
  // A newer worker may send a reason that this table does not have yet.
  return (messages().failure as Partial<Record<string, string>>)[reason] ?? messages().unknownError;
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
