import { askAgain } from './ask-rows.ts';
import { madeRows } from './made-rows.ts';
import { outcome, scaleStore, updateFootprint, work } from './scale-state.ts';

/** How often what the rows take is looked at meanwhile. */
const footprintMs = 1_000;

let building: AbortController | undefined;

/**
 * Adds made rows until there are `total`; what is there stays. Rows are made as the store takes them, a message of 128
 * at a time, so that neither memory nor the page's thread feels how many there are.
 */
export async function buildRows(total: number): Promise<void> {
  const { signal } = (building = new AbortController());
  const { rows } = await scaleStore();
  const before = await rows.count();
  const start = performance.now();
  let made = 0;
  let looked = start;
  const show = (doneRows: number): void => {
    made = doneRows;
    const now = performance.now();
    work.set({ status: 'building', done: before + made, total, made, ms: now - start });
    if (now - looked < footprintMs) return;
    looked = now;
    void updateFootprint().catch(() => undefined); // the build fails of the same, and says so
  };
  show(0);
  try {
    await rows.addMany(madeRows(before, total), {
      signal,
      onProgress: ({ doneRows }) => {
        if (!signal.aborted) show(doneRows);
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  outcome.set({ kind: 'built', made, ms: performance.now() - start });
  await updateFootprint();
  await askAgain();
  // The first search brings the codes into memory.
  await updateFootprint();
}

/** Stops the build; the rows that are on disk stay. */
export function stopBuilding(): void {
  building?.abort();
}
