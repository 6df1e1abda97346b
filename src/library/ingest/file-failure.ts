import { OnsightError, reasonOf, type OnsightErrorCode } from '../../core/errors.ts';
import { fileProblem } from '../../core/file-problem.ts';
import { folderOf, type NamedItem } from './named-item.ts';
import type { AddFailure, AddFailureReason } from './ingest.ts';

/** Codes of errors that concern one file; any other code concerns the device, the model or the store. */
const fileCodes: readonly OnsightErrorCode[] = [
  'image-unreadable',
  'media-unreadable',
  'unsupported-media',
  'deadline-exceeded',
  'out-of-memory',
];

/**
 * Failure to report for a file that could not be hashed or decoded; undefined if the error does not concern the file.
 * An error without a code does: the file was moved, changed or locked after it was chosen, or no decoder expected it.
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
