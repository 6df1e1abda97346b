import type { AbortOptions } from '../../core/async/abort.ts';
import type { OnProgress } from '../../core/progress.ts';
import type { Metadata, NewRow } from '../../store/contract/item.ts';
import type { RowStore, StoreAddResult, StoreProgress } from '../../store/contract/store.ts';
import { inBatches } from '../../core/async/in-batches.ts';

/** Options of {@link push} and {@link pull}. */
export interface CopyOptions extends AbortOptions {
  readonly onProgress?: OnProgress<StoreProgress> | undefined;
}

/** Rows per request for thumbnails. */
const thumbnailsAtATime = 500;

/**
 * Copies all rows of a store, with vectors, metadata and thumbnails, to another that stands for a server. Rows that are
 * there already are left as they are, so that a push which was cut short goes on where it was.
 *
 * @throws OnsightError, TypeError of either store
 * @example
 * ```ts
 * await push(local, remote, { onProgress: ({ doneRows, totalRows }) => console.log(doneRows, totalRows) });
 * ```
 */
export async function push<M = Metadata>(
  local: RowStore<M>,
  remote: RowStore<M>,
  options: CopyOptions = {},
): Promise<StoreAddResult> {
  return copyRows(local, remote, options);
}

/** Copies all rows in the other direction: see {@link push}. */
export async function pull<M = Metadata>(
  local: RowStore<M>,
  remote: RowStore<M>,
  options: CopyOptions = {},
): Promise<StoreAddResult> {
  return copyRows(remote, local, options);
}

async function copyRows<M>(from: RowStore<M>, to: RowStore<M>, options: CopyOptions): Promise<StoreAddResult> {
  const { onProgress, signal } = options;
  if (from.dims !== to.dims)
    throw new TypeError(`Expected two stores of the same \`dims\`, got ${from.dims} and ${to.dims}.`);
  const totalRows = await from.count();
  // Rows may be added while they are read, so the total is at least the number done.
  const report: OnProgress<StoreProgress> | undefined =
    onProgress && ((event) => onProgress({ ...event, totalRows: Math.max(totalRows, event.doneRows) }));
  return to.addMany(rowsOf(from, signal), { onProgress: report, signal });
}

async function* rowsOf<M>(from: RowStore<M>, signal: AbortSignal | undefined): AsyncGenerator<NewRow<M>> {
  const rows = from.scan({ include: ['vector', 'metadata', 'modality'], signal });
  for await (const batch of inBatches(rows, thumbnailsAtATime)) {
    const thumbnails = await from.thumbnails(batch.map(({ id }) => id));
    for (const row of batch) yield { ...row, thumbnail: thumbnails.get(row.id) };
  }
}
