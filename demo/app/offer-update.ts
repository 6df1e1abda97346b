import { captioning } from '../features/captions/captioning-state.ts';
import { reindexing } from '../features/reindex/reindex-state.ts';
import { messages } from '../i18n/language.ts';
import { ingest, isAdding } from '../state/ingest-state.ts';
import { pageUpdate, takeUpdate } from '../state/page-update.ts';
import { showToast } from '../state/toast.ts';

/** Offers a new version of the page once no work is in progress that a reload would interrupt. */
export function offerUpdates(): void {
  let offered: ServiceWorker | undefined;
  const offer = (): void => {
    const next = pageUpdate.value;
    if (next === undefined || next === offered || isBusy()) return;
    offered = next;
    const t = messages();
    const run = (): void => {
      // Work may have begun since it was offered.
      if (isBusy()) offered = undefined;
      else takeUpdate(next);
    };
    showToast({ text: t.update.ready, action: { label: t.update.reload, run }, stays: true });
  };
  for (const source of [pageUpdate, ingest, captioning, reindexing]) source.subscribe(offer);
}

function isBusy(): boolean {
  return isAdding(ingest.value) || captioning.value.status === 'running' || reindexing.value.status === 'running';
}
