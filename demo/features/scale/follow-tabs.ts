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
  // Actions of this tab refresh by themselves.
  if (work.value.status !== 'ready') return;
  // A deletion elsewhere is reported once; the next call creates the store again.
  await updateFootprint().catch(updateFootprint);
  await askAgain();
}
