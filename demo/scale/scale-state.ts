import type { ScoredRow, VerifyReport } from 'onsight/store';
import { observable, type Observable } from '../state/observable.ts';
import { readFootprint, type Footprint } from './footprint.ts';
import type { RowFacts } from './made-rows.ts';
import { nameOfRow } from './made-rows.ts';
import { openScaleStore, type ScaleStore } from './scale-store.ts';

/** Which rows a question looks among. */
export type LabelFilter = 'all' | 'tenth' | 'hundredth';

/** What is asked. */
export interface Question {
  readonly text: string;
  readonly filter: LabelFilter;
}

/** The nearest rows of a question, and how long it took from the page and back. */
export interface Found {
  readonly hits: readonly ScoredRow<RowFacts>[];
  readonly ms: number;
}

/** What is done with the store, besides being asked. */
export type ScaleWork =
  | { readonly status: 'opening' | 'ready' | 'verifying' | 'deleting' }
  /** `made` of the `done` rows are of this run, which began `ms` ago. */
  | {
      readonly status: 'building';
      readonly done: number;
      readonly total: number;
      readonly made: number;
      readonly ms: number;
    };

/** What the last piece of work came to. */
export type Outcome =
  | { readonly kind: 'built'; readonly made: number; readonly ms: number }
  | { readonly kind: 'recovered'; readonly ms: number }
  | { readonly kind: 'verified'; readonly report: VerifyReport }
  | { readonly kind: 'failed'; readonly error: unknown };

export const work: Observable<ScaleWork> = observable<ScaleWork>({ status: 'opening' });
export const outcome: Observable<Outcome | undefined> = observable<Outcome | undefined>(undefined);
export const footprint: Observable<Footprint | undefined> = observable<Footprint | undefined>(undefined);
export const question: Observable<Question> = observable<Question>({ text: nameOfRow(4_711), filter: 'all' });
export const found: Observable<Found | undefined> = observable<Found | undefined>(undefined);
/** Milliseconds of the last questions, oldest first. */
export const queryTimes: Observable<readonly number[]> = observable<readonly number[]>([]);

let opening: Promise<ScaleStore> | undefined;

/** The store, opened where it is not. */
export function scaleStore(): Promise<ScaleStore> {
  const open = (opening ??= openScaleStore());
  // The next call opens anew.
  open.catch(() => {
    if (opening === open) opening = undefined;
  });
  return open;
}

/** Lets go of the store and its memory; what is on disk stays. */
export async function closeScaleStore(): Promise<void> {
  const open = opening;
  opening = undefined;
  work.set({ status: 'opening' });
  const store = await open?.catch(() => undefined);
  await store?.rows.close();
}

/** Looks again at what the rows take. */
export async function updateFootprint(): Promise<void> {
  const { rows } = await scaleStore();
  footprint.set(await readFootprint(rows));
}
