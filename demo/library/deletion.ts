import { messages } from '../i18n/language.ts';
import { formatNumber } from '../i18n/format.ts';
import { errorText } from '../i18n/error-text.ts';
import { announce } from '../state/announcement.ts';
import { observable, type Observable } from '../state/observable.ts';
import { session } from '../state/session.ts';
import { showToast } from '../state/toast.ts';

/** Photos that the visitor deleted and can still bring back: hidden, not yet gone. */
export const pendingDeletion: Observable<ReadonlySet<string>> = observable(new Set<string>());

/** Hides photos at once and deletes them when the offer to undo has gone. */
export function deleteWithUndo(ids: readonly string[]): void {
  if (ids.length === 0) return;
  const t = messages();
  const text = t.library.deleted(formatNumber(ids.length), ids.length);
  showToast({
    text,
    action: {
      label: t.undo,
      run: () => {
        reveal(ids);
      },
    },
    onClose: () => void deleteNow(ids),
  });
  pendingDeletion.set(new Set([...pendingDeletion.value, ...ids]));
  announce(text);
}

/** Deletes what waits for its undo; for the moment when the page goes away. */
export function deletePending(): void {
  if (pendingDeletion.value.size > 0) void deleteNow([...pendingDeletion.value]);
}

async function deleteNow(ids: readonly string[]): Promise<void> {
  if (session.value.status !== 'ready') return;
  try {
    await session.value.library.delete(ids);
  } catch (error) {
    showToast({ text: errorText(error) });
  }
  reveal(ids);
}

function reveal(ids: readonly string[]): void {
  const rest = new Set(pendingDeletion.value);
  for (const id of ids) rest.delete(id);
  pendingDeletion.set(rest);
}
