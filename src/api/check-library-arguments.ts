import type { DeletedItems, IngestFile } from '../protocol/worker-methods.ts';
import { isKind } from './is-kind.ts';

/** @throws TypeError if `file` is neither a file nor a file with a name and metadata */
export function checkFile(file: IngestFile): void {
  if (isKind(file, 'Blob', 'File') || isKind(file.file, 'Blob', 'File')) return;
  throw new TypeError('Expected every file to be a File, or an object `{ file: Blob, name?, metadata? }`.');
}

/** @throws TypeError if `deleted` does not come from `library.delete` */
export function checkDeleted(deleted: unknown): void {
  const { ids, rows } = (deleted ?? {}) as Partial<Record<keyof DeletedItems, unknown>>;
  if (Array.isArray(ids) && Array.isArray(rows) && rows.every((part) => isKind(part, 'Blob', 'File'))) return;
  throw new TypeError('Expected `deleted` to be what `library.delete(ids, { restorable: true })` resolved with.');
}
