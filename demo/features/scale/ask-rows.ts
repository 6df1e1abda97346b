import { vectorOfQuestion } from './made-rows.ts';
import { found, outcome, queryTimes, question, scaleStore, type Question } from './scale-state.ts';

const limit = 10;
const timesKept = 50;
const filters = { all: undefined, tenth: { label: { lt: 10 } }, hundredth: { label: 7 } } as const;

let asking: AbortController | undefined;

/** Asks for the rows nearest to a text; of several questions on their way the latest wins. */
export function ask(change: Partial<Question>): Promise<void> {
  question.set({ ...question.value, ...change });
  return search(true);
}

/**
 * Asks what was asked last once more, after a start: that search reads the rows into memory, and is none of those whose
 * times are shown. The next one is.
 */
export async function askFirst(): Promise<void> {
  await search(false);
  if (found.value !== undefined) void search(true);
}

/** Asks what was asked last once more, since the rows are not what they were. Its time is not shown. */
export function askAgain(): Promise<void> {
  return search(false);
}

async function search(isTimed: boolean): Promise<void> {
  const { text, filter } = question.value;
  asking?.abort();
  const { signal } = (asking = new AbortController());
  const vector = vectorOfQuestion(text);
  if (vector === undefined) {
    found.set(undefined);
    return;
  }
  try {
    const rows = await scaleStore();
    const start = performance.now();
    const hits = await rows.search(vector, { limit, filter: filters[filter], signal });
    const ms = performance.now() - start;
    if (signal.aborted) return;
    found.set({ hits, ms });
    if (isTimed && hits.length > 0) queryTimes.set([...queryTimes.value, ms].slice(-timesKept));
  } catch (error) {
    if (!signal.aborted) outcome.set({ kind: 'failed', error });
  }
}
