import { focusPhoto } from '../state/library/active-photo.ts';
import { deletionsDone, isDeleting } from '../state/library/deletion.ts';
import { clearSelection, selection } from '../state/library/selection.ts';
import { clearSearch } from '../features/search/change-search.ts';
import { isEmpty, searchQuery } from '../state/search-state.ts';
import { navigate, route } from '../state/route.ts';
import { runToastAction, toast } from '../state/toast.ts';

/** Global keys: Escape goes back a step, Ctrl+Z runs the action of the current toast. */
export function followPageKeys(): void {
  addEventListener('keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null) return;
    if (event.key === 'Escape' && stepBack(event.target)) event.preventDefault();
    const undoes = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!undoes || isField(event.target) || (toast.value?.action === undefined && !isDeleting())) return;
    // Pressed right after Delete, the photo is hidden but the deletion is still being written.
    void deletionsDone().then(() => {
      if (toast.value?.action !== undefined) runToastAction();
    });
    event.preventDefault();
  });
}

/** Clears the selection, else the search, else leaves the screen. An open photo closes by itself before all that. */
function stepBack(target: EventTarget | null): boolean {
  const inGrid = target instanceof Element && target.closest('.grid') !== null;
  if (selection.value.ids.size > 0) clearSelection();
  else if (!isEmpty(searchQuery.value)) clearSearch();
  else if (route.value.screen !== 'library' && !isField(target)) navigate({ screen: 'library' });
  else return false;
  // The library replaces the results; the focus stays on its photo.
  if (inGrid) focusPhoto();
  return true;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
