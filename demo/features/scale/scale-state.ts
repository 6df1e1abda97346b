import type { ScoredRow, Store, VerifyReport } from 'onsight/store';
import { observable, type WritableObservable } from 'onsight/state';
import { readFootprint, type Footprint } from './footprint.ts';
import type { RowFacts } from './made-rows.ts';
import { nameOfRow } from './made-rows.ts';
import { openScaleStore } from './scale-store.ts';

/** Filter of a question. */
export type LabelFilter = 'all' | 'tenth' | 'hundredth';

/** The question. */
export interface Question {
  readonly text: string;
  readonly filter: LabelFilter;
}

/** The nearest rows of a question, and how long it took from the page and back. */
export interface Found {
  readonly hits: readonly ScoredRow<RowFacts>[];
  readonly ms: number;
}

/** Work on the store, besides questions. */
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

/** How many rows the last build made, and how long it took. */
export interface LastBuild {
  readonly made: number;
  readonly ms: number;
}

/** Result of the last work. */
export type Outcome =
  | { readonly kind: 'opened'; readonly ms: number }
  | { readonly kind: 'killing' }
  /** `before` rows were on disk when the worker was killed; `missing` of them are not there any more. */
  | { readonly kind: 'recovered'; readonly ms: number; readonly before: number; readonly missing: number }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'verified'; readonly report: VerifyReport }
  | { readonly kind: 'failed'; readonly error: unknown };

export const work: WritableObservable<ScaleWork> = observable<ScaleWork>({ status: 'opening' });
export const outcome: WritableObservable<Outcome | undefined> = observable<Outcome | undefined>(undefined);
export const lastBuild: WritableObservable<LastBuild | undefined> = observable<LastBuild | undefined>(undefined);
export const footprint: WritableObservable<Footprint | undefined> = observable<Footprint | undefined>(undefined);
export const question: WritableObservable<Question> = observable<Question>({ text: nameOfRow(4_711), filter: 'all' });
export const found: WritableObservable<Found | undefined> = observable<Found | undefined>(undefined);
/** Milliseconds of the last questions, oldest first. */
export const queryTimes: WritableObservable<readonly number[]> = observable<readonly number[]>([]);

let opening: Promise<Store<RowFacts>> | undefined;

/** The store, opened where it is not. */
export function scaleStore(): Promise<Store<RowFacts>> {
  const open = (opening ??= openScaleStore());
  // The next call opens it again.
  open.catch(() => {
    if (opening === open) opening = undefined;
  });
  return open;
}

/** Closes the store and frees its memory; rows stay on disk. */
export async function closeScaleStore(): Promise<void> {
  const open = opening;
  opening = undefined;
  work.set({ status: 'opening' });
  const rows = await open?.catch(() => undefined);
  await rows?.close();
}

/** Looks again at what the rows take. */
export async function updateFootprint(): Promise<void> {
  footprint.set(await readFootprint(await scaleStore()));
}
