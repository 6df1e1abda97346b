import type { DeletedItems } from '../../library/library-service.ts';
import { isKind } from '../../sample/is-kind.ts';
import type { DuplicatesOptions } from './library-options.ts';

/** @throws TypeError if `deleted` does not come from `library.delete` */
export function checkDeleted(deleted: unknown): void {
  const { ids, rows } = (deleted ?? {}) as Partial<Record<keyof DeletedItems, unknown>>;
  if (Array.isArray(ids) && Array.isArray(rows) && rows.every((part) => isKind(part, 'Blob', 'File'))) return;
  throw new TypeError('Expected `deleted` to be what `library.delete(ids, { restorable: true })` resolved with.');
}

/** @throws RangeError if `threshold` is not a cosine; TypeError if `level` is unknown */
export function checkDuplicates({ threshold = 0, level = 'same' }: DuplicatesOptions): void {
  if (!['same', 'similar'].includes(level))
    throw new TypeError(`Expected \`level\` to be 'same' or 'similar', got \`${level}\`.`);
  if (!(threshold >= -1 && threshold <= 1))
    throw new RangeError(`Expected \`threshold\` to be a number from -1 to 1, got \`${String(threshold)}\`.`);
}
