import { checkRows, type RowFormat } from '../../store/contract/check-rows.ts';
import type { NewRow } from '../../store/contract/item.ts';
import type { StoreAddManyOptions, StoreAddResult } from '../../store/contract/store.ts';
import { gather } from '../../core/async/gather.ts';
import { RowCopies } from '../../core/row-copies.ts';
import type { OutgoingRow, RemoteEngine } from '../remote-engine.ts';
import { toOutgoing } from './remote-row.ts';
import { raceAbort } from '../../core/async/abort.ts';

/** Batches in flight: while a server writes one, the next ones are checked and sent. */
const batchesInFlight = 3;
const mostRows = 1_000;
/** Approximate size limit of a request; servers refuse bodies over 32 MB (Qdrant) or 40 MB (Chroma). */
const mostBytes = 8_000_000;
/** Approximate size of one number of a vector in JSON. */
const bytesPerNumber = 12;

/**
 * Writes rows a batch at a time, at most three on their way. When it fails, the batches before stay: the same call can be
 * made again and goes on where it was.
 *
 * @throws TypeError, RangeError, OnsightError `dimension-mismatch` for a row that may not be stored; `remote-unreachable`,
 * `remote-failed`
 */
export async function writeRows(
  engine: RemoteEngine,
  rows: Iterable<NewRow> | AsyncIterable<NewRow>,
  format: RowFormat,
  options: StoreAddManyOptions,
): Promise<StoreAddResult> {
  const { replace = false, onProgress, signal } = options;
  const totalRows = Array.isArray(rows) ? rows.length : undefined;
  const size = Math.max(
    1,
    Math.min(mostRows, engine.maxBatchRows, Math.floor(mostBytes / (format.dims * bytesPerNumber))),
  );
  const results: BatchResult[] = [];
  const onTheirWay = new Map<string, Promise<unknown>>();
  let doneRows = 0;
  let begun = 0;
  const write = async (batch: readonly NewRow[]): Promise<void> => {
    const place = begun;
    begun += 1;
    const outgoing = toOutgoing(checkRows(batch, format), Date.now());
    // Existing rows can be determined only after writes of the same ids have finished.
    const before = outgoing.flatMap(({ id }) => onTheirWay.get(id) ?? []);
    const written = Promise.allSettled(before).then(() => writeBatch(engine, outgoing, replace, signal));
    for (const { id } of outgoing) onTheirWay.set(id, written);
    try {
      results[place] = await written;
    } finally {
      for (const { id } of outgoing) if (onTheirWay.get(id) === written) onTheirWay.delete(id);
    }
    doneRows += batch.length;
    onProgress?.({ phase: 'rows', doneRows, totalRows });
  };
  await eachInFlight(gather(rows, new RowCopies<NewRow>({ dims: format.dims, rows: size })), write, {
    limit: batchesInFlight,
    signal,
  });
  onProgress?.({ phase: 'done', doneRows, totalRows });
  return { added: results.flatMap((each) => each.added), existing: results.flatMap((each) => each.existing) };
}

interface BatchResult {
  readonly added: readonly string[];
  readonly existing: readonly string[];
}

async function writeBatch(
  engine: RemoteEngine,
  rows: readonly OutgoingRow[],
  replace: boolean,
  signal: AbortSignal | undefined,
): Promise<BatchResult> {
  // Of several rows with one id the first is added; with `replace`, the last is kept.
  const byId = new Map<string, OutgoingRow>();
  for (const row of rows) if (replace || !byId.has(row.id)) byId.set(row.id, row);
  const before = await engine.fetch([...byId.keys()], { records: replace }, signal);
  const there = new Set(before.map((row) => row.id));
  const fresh = [...byId.values()].filter((row) => !there.has(row.id));
  if (fresh.length > 0) await engine.insert(fresh, signal);
  const others = replace ? [...byId.values()].filter((row) => there.has(row.id)) : [];
  if (others.length > 0) await engine.replace(others, before, signal);
  const added = new Set([...fresh, ...others].map((row) => row.id));
  const existing = rows.filter((row) => !added.delete(row.id)).map((row) => row.id);
  return { added: [...fresh, ...others].map((row) => row.id), existing: replace ? [] : existing };
}

/**
 * Runs `work` on each of `values`, at most `limit` at a time; pulls a value only when there is capacity. After a
 * failure or an abort nothing more is started, and it rejects once everything in flight has settled.
 */
async function eachInFlight<T>(
  values: AsyncGenerator<T, void>,
  work: (value: T) => Promise<void>,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const begin = (value: T): void => {
    const run = work(value)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(run));
    running.add(run);
  };
  try {
    for (;;) {
      // Before pulling, because a later failure of the source would go unhandled.
      signal?.throwIfAborted();
      const next = await raceAbort(values.next(), signal);
      if (next.done === true) break;
      while (running.size >= limit) await Promise.race(running);
      if (failures.length > 0) break;
      begin(next.value);
    }
  } catch (error) {
    failures.unshift(error);
  }
  await Promise.all(running);
  // Not awaited, because a source that hangs would keep the failure from the caller.
  if (failures.length > 0) void values.return().catch(() => undefined);
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
