import type { ImageProblem } from './errors.ts';

/** Names of the browser's errors when a chosen file cannot be opened. */
const problems: ReadonlyMap<string, ImageProblem> = new Map([
  ['NotFoundError', 'missing'],
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotReadableError', 'locked'],
  ['NoModificationAllowedError', 'locked'],
  ['InvalidStateError', 'locked'],
]);

/** Reason why a file cannot be opened, from the browser's error; undefined for other errors. */
export function fileProblem(error: unknown): ImageProblem | undefined {
  return error instanceof DOMException ? problems.get(error.name) : undefined;
}
