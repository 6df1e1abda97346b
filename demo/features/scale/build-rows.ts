import { OnsightError } from 'onsight/store';
import { askFirst } from './ask-rows.ts';
import { madeRows } from './made-rows.ts';
import { lastBuild, scaleStore, updateFootprint, work } from './scale-state.ts';

/** How often what the rows take is looked at meanwhile. */
const footprintMs = 1_000;
/** A call hands back the ids of its rows: of a million they would be much to keep. */
const rowsOfACall = 50_000;
/** Rows that may be on their way at once, twice over: a stop or a killed worker can leave gaps among the last so many. */
const unsureRows = 16_384;

let building: AbortController | undefined;

/**
 * Adds made rows until there are `total`; what is there stays. Rows are made as the store takes them, a message of 128
 * at a time, so that neither memory nor the page's thread feels how many there are.
 */
export async function buildRows(total: number): Promise<void> {
  const { signal } = (building = new AbortController());
  const rows = await scaleStore();
  const before = await rows.count();
  const start = performance.now();
  const show = showProgress(before, total, start);
  show(before);
  let stored = before;
  for (let back = unsureRows; stored < total; stored = await rows.count()) {
    const from = Math.max(0, stored - back);
    const to = Math.min(total, stored + rowsOfACall);
    try {
      await rows.addMany(madeRows(from, to), {
        signal,
        onProgress: ({ doneRows }) => {
          if (!signal.aborted) show(from + doneRows);
        },
      });
      // Gaps that are left now lie further back.
      back = (await rows.count()) < to ? to : 0;
    } catch (error) {
      if (signal.aborted) break;
      // A worker that was killed twice within one message: what was acknowledged is there, and the build goes on.
      if (!OnsightError.is(error, 'worker-crashed')) throw error;
      back = unsureRows;
    }
  }
  lastBuild.set({ made: (await rows.count()) - before, ms: performance.now() - start });
  await updateFootprint();
  await askFirst();
  // The first search brings the codes into memory.
  await updateFootprint();
}

/** Stops the build; the rows that are on disk stay. */
export function stopBuilding(): void {
  building?.abort();
}

function showProgress(before: number, total: number, start: number): (done: number) => void {
  let most = before;
  let looked = start;
  return (done) => {
    most = Math.max(most, done);
    const now = performance.now();
    work.set({ status: 'building', done: most, total, made: most - before, ms: now - start });
    if (now - looked < footprintMs) return;
    looked = now;
    void updateFootprint().catch(() => undefined); // the build fails of the same, and says so
  };
}
