import { isAbort } from '../../i18n/error-text.ts';
import { messages } from '../../i18n/language.ts';
import { formatNumber } from '../../i18n/format.ts';
import { announce } from '../../state/announcement.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { readySession, type ReadySession } from '../../state/session.ts';
import { photoScope } from '../../state/photo-scope.ts';
import { sortPhotos, type LabelScore, type SortedPhotos } from './stack-rule.ts';

/** Photos sorted by labels. */
export interface Stacks extends SortedPhotos {
  /** Labels that the model cannot read. */
  readonly unread: readonly string[];
}

/** State of sorting. */
export type Sorting =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly done: number; readonly total: number }
  | { readonly status: 'sorted'; readonly stacks: Stacks }
  | { readonly status: 'failed'; readonly error: unknown };

/** The current sorting. */
export const sorting: WritableObservable<Sorting> = observable({ status: 'idle' });

let running: AbortController | undefined;

/**
 * Sorts the photos in scope by labels. Each label is searched once over the stored vectors, which gives the cosines that
 * `classify` would compute, without running the image encoder again.
 */
export async function sortIntoStacks(labels: readonly string[]): Promise<void> {
  cancelSorting();
  const controller = new AbortController();
  const { signal } = controller;
  running = controller;
  sorting.set({ status: 'running', done: 0, total: labels.length });
  try {
    const stacks = await sort(await readySession(signal), labels, signal);
    sorting.set({ status: 'sorted', stacks });
    const t = messages().stacks;
    announce(t.sorted(formatNumber(labels.length), formatNumber(stacks.unsure.length)));
  } catch (error) {
    if (!isAbort(error) && !signal.aborted) sorting.set({ status: 'failed', error });
  } finally {
    if (running === controller) running = undefined;
  }
}

/** Ends sorting; nothing was changed by it. */
export function cancelSorting(): void {
  running?.abort(new DOMException('Cancelled by the visitor.', 'AbortError'));
  running = undefined;
  sorting.set({ status: 'idle' });
}

async function sort(
  { onsight, library }: ReadySession,
  labels: readonly string[],
  signal: AbortSignal,
): Promise<Stacks> {
  const ids = idsInScope();
  const limit = Math.max(1, await library.count({ signal }));
  const scores: ReadonlyMap<string, LabelScore>[] = [];
  const unread: string[] = [];
  for (const text of labels) {
    const { known } = await onsight.readable(text, { signal });
    if (known.length === 0) unread.push(text);
    const hits =
      known.length === 0
        ? []
        : await library.search({ text }, { limit, thumbnails: false, keywords: false, modalities: ['image'], signal });
    scores.push(new Map(hits.map(({ id, score, relevance }) => [id, { score, relevance }])));
    signal.throwIfAborted();
    sorting.set({ status: 'running', done: scores.length, total: labels.length });
  }
  return { ...sortPhotos(ids, labels, scores, onsight.model.logitScale), unread };
}

/** Photos in the order of the page. */
function idsInScope(): readonly string[] {
  const { value } = libraryPhotos;
  const all = value.status === 'known' ? value.photos.map(({ id }) => id) : [];
  const chosen = photoScope.value;
  return chosen === undefined ? all : all.filter((id) => chosen.has(id));
}
