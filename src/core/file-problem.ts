import type { ImageProblem } from './errors.ts';

/** What browsers call it when a chosen file cannot be opened. */
const problems: ReadonlyMap<string, ImageProblem> = new Map([
  ['NotFoundError', 'missing'],
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotReadableError', 'locked'],
  ['NoModificationAllowedError', 'locked'],
  ['InvalidStateError', 'locked'],
]);

/** Why a file cannot be opened, from the browser's error; undefined for errors of any other kind. */
export function fileProblem(error: unknown): ImageProblem | undefined {
  return error instanceof DOMException ? problems.get(error.name) : undefined;
}
