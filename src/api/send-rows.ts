import { checkObject } from '../core/check.ts';
import { newId } from '../core/new-id.ts';
import { throttleProgress } from '../core/progress.ts';
import { untilAbort } from '../core/until-abort.ts';
import { yieldTask } from '../core/yield-task.ts';
import type { NewRow, StoreAddManyOptions, StoreAddResult } from '../protocol/store-methods.ts';

/** Rows and numbers of one message: few enough that copying them takes a page less than a millisecond. */
const messageRows = 64;
const messageNumbers = 65_536;
/** Messages on their way: enough rows for the worker to write whole segments, and a bound on the memory. */
const messagesAhead = 128;

/**
 * Hands rows to a worker, message by message, without holding a page up.
 *
 * @throws TypeError for rows that are none; what `send` rejects with
 */
export async function sendRows(
  rows: Iterable<NewRow> | AsyncIterable<NewRow>,
  { signal, onProgress }: StoreAddManyOptions,
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
    for await (const message of untilAbort(toMessages(rows), signal)) {
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
      // Rows may be dear to make: no more of them than need be once one could not be written.
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

/** Where the rows fail, what they gave before comes first. */
async function* toMessages(rows: Iterable<NewRow> | AsyncIterable<NewRow>): AsyncGenerator<Message, void> {
  let message: NewRow[] = [];
  let made = new Set<string>();
  let numbers = 0;
  try {
    for await (const row of rows) {
      checkObject('row', row);
      const id = row.id ?? newId();
      if (row.id === undefined) made.add(id);
      message.push({ ...row, id, vector: toSentVector(row.vector) });
      // What is no vector has no length either; the worker says so.
      numbers += (row.vector as NewRow['vector'] | null | undefined)?.length ?? 0;
      if (message.length < messageRows && numbers < messageNumbers) continue;
      yield { rows: message, made };
      message = [];
      made = new Set();
      numbers = 0;
    }
  } catch (error) {
    if (message.length > 0) yield { rows: message, made };
    throw error;
  }
  if (message.length > 0) yield { rows: message, made };
}

/** A view on a part of a buffer would take the whole buffer along. */
export function toSentVector(vector: NewRow['vector']): NewRow['vector'] {
  const isPart = vector instanceof Float32Array && vector.byteLength !== vector.buffer.byteLength;
  return isPart ? vector.slice() : vector;
}
