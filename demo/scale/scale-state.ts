import { openStore, type ScoredRow, type Store, type StoreStats, type VerifyReport } from 'onsight/store';
import { observable, type Observable } from '../state/observable.ts';
import { dims, madeRows, vectorOf, vectorOfText } from './made-rows.ts';
import { killStoreWorker, watchStoreWorker } from './store-worker-watch.ts';

/** Metadata of a made row. */
interface RowMetadata {
  readonly label?: number;
}

type ScaleStore = Store<RowMetadata>;

/** Which rows a query looks among. */
export type LabelFilter = 'all' | 'tenth' | 'hundredth';

/** A query and what came of it. */
export interface Found {
  readonly hits: readonly ScoredRow<RowMetadata>[];
  readonly ms: number;
}

/** What is done with the store, besides being asked. */
export type ScaleWork =
  | { readonly status: 'opening' }
  | { readonly status: 'ready' }
  | { readonly status: 'building'; readonly done: number; readonly total: number; readonly perSecond: number }
  | { readonly status: 'verifying' }
  | { readonly status: 'failed'; readonly error: unknown };

export const work: Observable<ScaleWork> = observable<ScaleWork>({ status: 'opening' });
export const stats: Observable<StoreStats | undefined> = observable<StoreStats | undefined>(undefined);
export const found: Observable<Found | undefined> = observable<Found | undefined>(undefined);
/** Milliseconds of the last queries, oldest first. */
export const queryTimes: Observable<readonly number[]> = observable<readonly number[]>([]);
/** Milliseconds from the end of the worker to the next answer. */
export const recoveryMs: Observable<number | undefined> = observable<number | undefined>(undefined);
export const report: Observable<VerifyReport | undefined> = observable<VerifyReport | undefined>(undefined);

const timesKept = 50;
const limit = 10;
const filters = { all: undefined, tenth: { label: { lt: 10 } }, hundredth: { label: 7 } } as const;

let opening: Promise<ScaleStore> | undefined;
let building: AbortController | undefined;
let asking: AbortController | undefined;
let last: { readonly text: string; readonly filter: LabelFilter } = { text: '', filter: 'all' };

function opened(): Promise<ScaleStore> {
  opening ??= open();
  return opening;
}

async function open(): Promise<ScaleStore> {
  try {
    watchStoreWorker();
    return await openStore('scale', { dims, metadata: { label: 'number' } });
  } catch (error) {
    // The next try opens anew.
    opening = undefined;
    throw error;
  }
}

/** Opens the store where needed and looks at what it takes. */
export async function readStats(): Promise<void> {
  try {
    stats.set(await (await opened()).stats());
    if (work.value.status === 'opening' || work.value.status === 'failed') work.set({ status: 'ready' });
  } catch (error) {
    work.set({ status: 'failed', error });
  }
}

/** Adds made rows until there are `total`; what is there stays. */
export async function build(total: number): Promise<void> {
  if (work.value.status === 'building') return;
  const { signal } = (building = new AbortController());
  const started = performance.now();
  try {
    const store = await opened();
    const before = await store.count();
    const show = (doneRows: number): void => {
      const seconds = (performance.now() - started) / 1000;
      const perSecond = seconds > 0 ? doneRows / seconds : 0;
      work.set({ status: 'building', done: before + doneRows, total, perSecond });
    };
    show(0);
    await store.addMany(madeRows(before, total), {
      signal,
      onProgress: ({ doneRows }) => {
        if (!signal.aborted) show(doneRows);
      },
    });
    work.set({ status: 'ready' });
  } catch (error) {
    work.set(signal.aborted ? { status: 'ready' } : { status: 'failed', error });
  }
  await readStats();
  await askAgain();
}

/** Stops the build; the rows that were added stay. */
export function stopBuilding(): void {
  building?.abort();
}

/** Looks for the rows nearest to a text, or to a row where the text names one (`row 4711`). Latest wins. */
export async function ask(text: string, filter: LabelFilter): Promise<void> {
  last = { text, filter };
  asking?.abort();
  const { signal } = (asking = new AbortController());
  const row = /^row (\d+)$/.exec(text.trim())?.[1];
  const vector = row === undefined ? vectorOfText(text) : vectorOf(Number(row));
  try {
    const store = await opened();
    const start = performance.now();
    const hits = await store.search(vector, { limit, filter: filters[filter], signal });
    const ms = performance.now() - start;
    if (signal.aborted) return;
    found.set({ hits, ms });
    queryTimes.set([...queryTimes.value, ms].slice(-timesKept));
  } catch (error) {
    if (!signal.aborted) work.set({ status: 'failed', error });
  }
}

/** The last question once more. */
export function askAgain(): Promise<void> {
  return ask(last.text, last.filter);
}

/** Ends the store's worker, asks again at once, and tells how long the answer took. */
export async function killAndRecover(): Promise<void> {
  recoveryMs.set(undefined);
  const start = performance.now();
  killStoreWorker();
  await askAgain();
  if (work.value.status !== 'failed') recoveryMs.set(performance.now() - start);
  await readStats();
}

/** Reads everything again and holds it against its checksums. */
export async function verify(): Promise<void> {
  if (work.value.status !== 'ready') return;
  work.set({ status: 'verifying' });
  report.set(undefined);
  try {
    report.set(await (await opened()).verify());
    work.set({ status: 'ready' });
  } catch (error) {
    work.set({ status: 'failed', error });
  }
}

/** Deletes all made rows and gives their room back. */
export async function deleteRows(): Promise<void> {
  const store = await opened();
  opening = undefined;
  await store.destroy();
  found.set(undefined);
  queryTimes.set([]);
  report.set(undefined);
  recoveryMs.set(undefined);
  await readStats();
}
