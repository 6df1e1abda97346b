import { askFirst } from './ask-rows.ts';
import { buildRows } from './build-rows.ts';
import { followTabs } from './follow-tabs.ts';
import { nameOfRow, vectorOfQuestion } from './made-rows.ts';
import {
  closeScaleStore,
  found,
  lastBuild,
  outcome,
  question,
  queryTimes,
  scaleStore,
  updateFootprint,
  work,
  type ScaleWork,
} from './scale-state.ts';
import { killWorkers } from './scale-store.ts';

let isShown = false;

/** Opens the store for a screen. Returns a function that closes it, once a running build has finished. */
export function showScale(): () => void {
  isShown = true;
  // Else a build or a check goes on from an earlier visit.
  if (work.value.status === 'opening') void openRows();
  // A store that cannot be opened is shown by what opens it.
  const following = followTabs().catch(() => undefined);
  return () => {
    isShown = false;
    void following.then((end) => end?.());
    closeUnlessUsed();
  };
}

/** Opens the store, and asks the question that stands there. */
export async function openRows(): Promise<void> {
  await run(undefined, async () => {
    const start = performance.now();
    await updateFootprint();
    await askFirst();
    if (outcome.value === undefined && (found.value?.hits.length ?? 0) > 0)
      outcome.set({ kind: 'opened', ms: performance.now() - start });
    // The first search brings the codes into memory.
    await updateFootprint();
  });
}

/** Makes rows until there are `total`. */
export function build(total: number): Promise<void> {
  return run(undefined, () => buildRows(total));
}

/**
 * Ends the store's worker, asks at once, and tells how long it took until there was an answer and whether the rows that
 * were on disk are there.
 */
export async function killAndAsk(): Promise<void> {
  outcome.set({ kind: 'killing' });
  try {
    const rows = await scaleStore();
    const before = await rows.count();
    if (vectorOfQuestion(question.value.text) === undefined) question.set({ ...question.value, text: nameOfRow(0) });
    const start = performance.now();
    await killWorkers();
    await askFirst();
    const ms = performance.now() - start;
    const missing = Math.max(0, before - (await rows.count()));
    // The search may have failed, and has said so.
    if (outcome.value?.kind === 'killing') outcome.set({ kind: 'recovered', ms, before, missing });
    await updateFootprint();
  } catch (error) {
    outcome.set({ kind: 'failed', error });
  }
}

/** Reads everything again and holds it against its checksums. */
export function verifyRows(): Promise<void> {
  return run('verifying', async () => {
    const rows = await scaleStore();
    outcome.set({ kind: 'verified', report: await rows.verify() });
    await updateFootprint();
  });
}

/** Deletes all made rows and gives their room back. */
export function deleteRows(): Promise<void> {
  return run('deleting', async () => {
    const rows = await scaleStore();
    await rows.destroy();
    await closeScaleStore();
    found.set(undefined);
    queryTimes.set([]);
    lastBuild.set(undefined);
    await updateFootprint();
    outcome.set({ kind: 'deleted' });
  });
}

/** One piece of work at a time; what it fails with is shown. */
async function run(status: 'verifying' | 'deleting' | undefined, task: () => Promise<void>): Promise<void> {
  outcome.set(undefined);
  if (status !== undefined) work.set({ status } satisfies ScaleWork);
  try {
    await task();
  } catch (error) {
    outcome.set({ kind: 'failed', error });
  }
  work.set({ status: 'ready' });
  closeUnlessUsed();
}

function closeUnlessUsed(): void {
  if (!isShown && work.value.status === 'ready') void closeScaleStore();
}
