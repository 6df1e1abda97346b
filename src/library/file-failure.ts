import { OnsightError, reasonOf, type OnsightErrorCode } from '../core/errors.ts';
import type { AddFailure } from './ingest.ts';

/** What can be wrong with one file; any other code is about the device, the model or the store. */
const fileCodes: readonly OnsightErrorCode[] = [
  'image-unreadable',
  'unsupported-media',
  'deadline-exceeded',
  'out-of-memory',
];

/**
 * What to report of a file that could not be hashed or decoded, or undefined when the error is not the file's. An error
 * without a code is the file's: one that was moved, changed or locked after it was chosen, or that no decoder expected.
 */
export function toFileFailure(name: string, error: unknown): AddFailure | undefined {
  if (!OnsightError.is(error)) {
    const unreadable = new OnsightError('image-unreadable', { name, reason: reasonOf(error) });
    return { name, code: unreadable.code, message: unreadable.message };
  }
  return fileCodes.includes(error.code) ? { name, code: error.code, message: error.message } : undefined;
}
