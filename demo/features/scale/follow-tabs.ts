import { askAgain } from './ask-rows.ts';
import { scaleStore, updateFootprint, work } from './scale-state.ts';

/** How long writes of other tabs are gathered. */
const gatherMs = 400;

/** Shows what other tabs do to the rows, while nothing is done with them here. Returns what ends it. */
export async function followTabs(): Promise<() => void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rows = await scaleStore();
  const end = rows.onChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void look();
    }, gatherMs);
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}

async function look(): Promise<void> {
  // What is done here looks by itself.
  if (work.value.status !== 'ready') return;
  // That the store was deleted elsewhere is said once; the next call makes it anew.
  await updateFootprint().catch(updateFootprint);
  await askAgain();
}
