import { gather } from '../../core/async/gather.ts';
import { RowCopies } from '../../core/row-copies.ts';
import { untilAbort } from '../../core/async/until-abort.ts';
import type { CheckedRows } from '../contract/check-rows.ts';
import type { NewItem } from '../contract/item.ts';
import { segmentRows } from '../format/schema.ts';
import type { StoreAddManyOptions, StoreAddResult } from '../contract/store.ts';

/** Budget of the vectors of one batch. */
const batchBytes = 16 << 20;

/** Rows of `dims` numbers per batch: two segments if memory allows. Each batch waits for the disk once. */
function batchRowsFor(dims: number): number {
  return Math.max(1, Math.min(2 * segmentRows, Math.floor(batchBytes / (4 * dims))));
}

/** Dependencies of {@link addMany}. */
interface AddManyDeps {
  readonly dims: number;
  /** Checks and encodes a batch. */
  readonly prepare: (rows: readonly NewItem[]) => CheckedRows;
  /**
   * Writes a batch; resolves with the outcome of each row. Calls `onRequested` when only the disk is left to wait for.
   */
  readonly write: (checked: CheckedRows, onRequested: () => void) => Promise<readonly ('added' | 'existing')[]>;
}

/**
 * Adds rows batch by batch; while one batch is written, the next is read, checked and encoded. Each row is copied as it
 * is pulled, an array before this call returns.
 */
export async function addMany(
  rows: Iterable<NewItem> | AsyncIterable<NewItem>,
  { dims, prepare, write }: AddManyDeps,
  { signal, onProgress }: StoreAddManyOptions,
): Promise<StoreAddResult> {
  const totalRows = Array.isArray(rows) ? rows.length : undefined;
  const added: string[] = [];
  const existing: string[] = [];
  const writeBatch = async (checked: CheckedRows, onRequested: () => void): Promise<void> => {
    const outcomes = await write(checked, onRequested);
    checked.rows.forEach(({ id, isPart = false }, i) => {
      if (!isPart) (outcomes[i] === 'added' ? added : existing).push(id);
    });
    onProgress?.({ phase: 'rows', doneRows: added.length + existing.length, totalRows });
  };
  let writing: Promise<void> = Promise.resolve();
  const copies = new RowCopies<NewItem>({ dims, rows: batchRowsFor(dims) });
  try {
    for await (const batch of untilAbort(gather(rows, copies), signal)) {
      const prepared = prepare(batch);
      await writing;
      // A synchronous source would keep the thread from making the requests, so wait until the disk is busy.
      await new Promise<void>((requested) => {
        writing = writeBatch(prepared, requested);
        // It may make no request. It is awaited one batch later, so a rejection must not count as unhandled until then.
        writing.then(requested, requested);
      });
    }
  } finally {
    // If the source fails too, the previous batch failed first. Nothing is written after that.
    await writing;
  }
  signal?.throwIfAborted();
  onProgress?.({ phase: 'done', doneRows: added.length + existing.length, totalRows });
  return { added, existing };
}
