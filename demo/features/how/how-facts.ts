import type { DeviceState } from 'onsight';
import type { ReadySession } from '../../state/session.ts';
import type { LastQuery } from '../../state/last-query.ts';
import { readWorkerTree, type WorkerTree } from './worker-tree.ts';

/** Numbers of the running page, at the time of the request. */
export interface HowFacts {
  readonly workers: WorkerTree | undefined;
  readonly device: DeviceState;
  readonly model: { readonly name: string; readonly dims: number; readonly storedBytes: number };
  readonly store: { readonly rows: number; readonly usedBytes: number | undefined };
}

/** Parts of the last query, measured again one by one; undefined where a part was not needed. */
export interface PartTimes {
  /** Words to a vector. */
  readonly modelMs: number | undefined;
  /** The vector of the best hit against all stored ones: a search without a model. */
  readonly storeMs: number | undefined;
}

/** Asks the library and the browser. */
export async function readHowFacts({ onsight, library }: ReadySession): Promise<HowFacts> {
  const [workers, device, stored, rows, { usage }] = await Promise.all([
    readWorkerTree(),
    onsight.device(),
    onsight.models.stored(),
    library.count(),
    navigator.storage.estimate(),
  ]);
  const { name, dims, id } = onsight.model;
  const storedBytes = stored.filter(({ group }) => group === id).reduce((sum, { bytes }) => sum + bytes, 0);
  return { workers, device, model: { name, dims, storedBytes }, store: { rows, usedBytes: usage } };
}

/** Runs the parts of a query once more, each alone, and times them. */
export async function timeParts(
  { onsight, library }: ReadySession,
  { found }: LastQuery,
  signal: AbortSignal,
): Promise<PartTimes> {
  const { text } = found.understood;
  const [best] = found.photos;
  const modelMs = text === '' ? undefined : await timed(() => onsight.embedText(text, { signal }));
  const storeMs =
    best === undefined
      ? undefined
      : await timed(() => library.search({ item: best.id }, { limit: 24, thumbnails: false, signal }));
  return { modelMs, storeMs };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
