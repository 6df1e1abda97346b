import { checkObject } from '../../core/check.ts';
import { gather, type Collector } from '../../core/async/gather.ts';
import { newId } from '../../core/new-id.ts';
import { throttleProgress } from '../../core/progress.ts';
import { RowCopies } from '../../core/row-copies.ts';
import { untilAbort } from '../../core/async/until-abort.ts';
import { yieldTask } from '../../core/async/yield-task.ts';
import type { NewRow } from '../../store/contract/item.ts';
import type { StoreAddManyOptions, StoreAddResult } from '../../store/contract/store.ts';

/** Rows and numbers of one message: few enough that copying them takes a page less than a millisecond. */
const messageRows = 64;
const messageNumbers = 65_536;
/** Messages on their way: enough rows for the worker to write whole segments, and a bound on the memory. */
const messagesAhead = 128;

/**
 * Hands rows to a worker, message by message. Each row is copied as it is pulled, an array before this call returns.
 *
 * @throws TypeError if a row is not an object; what `send` rejects with
 */
export async function sendRows(
  rows: Iterable<NewRow> | AsyncIterable<NewRow>,
  { dims, signal, onProgress }: StoreAddManyOptions & { readonly dims: number },
  send: (rows: readonly NewRow[]) => Promise<readonly ('added' | 'existing')[]>,
): Promise<StoreAddResult> {
  const totalRows = Array.isArray(rows) ? rows.length : undefined;
  const added: string[] = [];
  const existing: string[] = [];
  const { report } = throttleProgress(onProgress ?? ((): void => undefined));
  // Settled in their order, so that the ids come in the order of the rows.
  let settled: Promise<void> = Promise.resolve();
  const failed = new AbortController();
  const ahead: Promise<void>[] = [];
  try {
    for await (const message of untilAbort(gather(rows, new Messages(dims)), signal)) {
      const sending = send(message.rows);
      const before = settled;
      settled = (async (): Promise<void> => {
        const [outcomes] = await Promise.all([sending, before]);
        message.rows.forEach(({ id = '' }, i) => {
          // A new id was there already only if the call was made again after its worker died.
          (outcomes[i] === 'added' || message.made.has(id) ? added : existing).push(id);
        });
        report({ phase: 'rows', doneRows: added.length + existing.length, totalRows });
      })();
      // It is awaited later, and a rejection must not be unheard until then.
      settled.catch(() => {
        failed.abort();
      });
      ahead.push(settled);
      if (ahead.length >= messagesAhead) await ahead.shift();
      // Producing rows may be expensive; stop pulling after the first failure.
      if (failed.signal.aborted) break;
      await yieldTask();
    }
  } finally {
    // Where the rows failed too, a message before them did so first. After that nothing is written any more.
    await settled;
  }
  signal?.throwIfAborted();
  onProgress?.({ phase: 'done', doneRows: added.length + existing.length, totalRows });
  return { added, existing };
}

interface Message {
  /** Copies, each with its id. */
  readonly rows: readonly NewRow[];
  /** Ids that were made here. */
  readonly made: ReadonlySet<string>;
}

/** Collects copies of rows into messages. */
class Messages implements Collector<NewRow, Message> {
  readonly #copies: RowCopies<NewRow>;

  constructor(dims: number) {
    this.#copies = new RowCopies({ dims, rows: Math.min(messageRows, Math.ceil(messageNumbers / dims)) });
  }

  add(row: NewRow): boolean {
    checkObject('row', row);
    return this.#copies.add(row);
  }

  take(): Message | undefined {
    const made = new Set<string>();
    const rows = this.#copies.take()?.map((row) => {
      if (row.id !== undefined) return row;
      const id = newId();
      made.add(id);
      return { ...row, id };
    });
    return rows && { rows, made };
  }
}
