import { OnsightError, reasonOf, type OnsightErrorCode } from '../../core/errors.ts';
import { fileProblem } from '../../core/file-problem.ts';
import { folderOf, type NamedItem } from './named-item.ts';
import type { AddFailure, AddFailureReason } from './ingest.ts';

/** What can be wrong with one file; any other code is about the device, the model or the store. */
const fileCodes: readonly OnsightErrorCode[] = [
  'image-unreadable',
  'media-unreadable',
  'unsupported-media',
  'deadline-exceeded',
  'out-of-memory',
];

/**
 * What to report of a file that could not be hashed or decoded, or undefined when the error is not the file's. An error
 * without a code is the file's: one that was moved, changed or locked after it was chosen, or that no decoder expected.
 */
export function toFileFailure(file: NamedItem, error: unknown): AddFailure | undefined {
  const coded = OnsightError.is(error) ? error : withCode(file.name, error);
  if (!fileCodes.includes(coded.code)) return undefined;
  const folder = folderOf(file);
  const format = OnsightError.is(coded, 'unsupported-media') ? coded.details.format : undefined;
  return {
    name: file.name,
    ...(folder === undefined ? {} : { folder }),
    code: coded.code,
    reason: reasonFor(coded),
    ...(format === undefined ? {} : { format }),
    message: coded.message,
  };
}

function withCode(name: string, error: unknown): OnsightError {
  const problem = fileProblem(error) ?? 'damaged';
  return new OnsightError('image-unreadable', { name, reason: reasonOf(error), problem }, { cause: error });
}

function reasonFor(error: OnsightError): AddFailureReason {
  if (OnsightError.is(error, 'image-unreadable')) return error.details.problem ?? 'damaged';
  if (error.code === 'media-unreadable') return 'damaged';
  if (OnsightError.is(error, 'unsupported-media')) return error.details.problem ?? 'unsupported';
  return error.code === 'deadline-exceeded' ? 'timeout' : 'out-of-memory';
}
