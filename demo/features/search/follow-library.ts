import { pendingDeletion } from '../../state/library/deletion.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { ingest, isAdding } from '../../state/ingest-state.ts';
import { route } from '../../state/route.ts';
import { runSearch } from './run-search.ts';
import { isEmpty, search, searchQuery, withoutPhotos } from '../../state/search-state.ts';

/** Photos that arrive come in groups: results follow when a group is in. */
const pauseMs = 150;

let isWaiting = false;
let isBehind = false;
let known: ReadonlySet<string> = new Set();

/** Keeps results as the library is: what is gone leaves at once, what is new comes with a quiet search. */
export function followLibraryChanges(): void {
  libraryPhotos.subscribe((value) => {
    const before = known;
    known = new Set(value.status === 'known' ? value.photos.map(({ id }) => id) : []);
    dropResults((id) => before.has(id) && !known.has(id));
    searchQuietly();
  });
  ingest.subscribe((value) => {
    // The awaited photos do not come.
    if (!isAdding(value) && known.size === 0 && search.value.status === 'searching') runSearch('library');
  });
  pendingDeletion.subscribe((hidden) => {
    dropResults((id) => hidden.has(id));
    searchQuietly();
  });
  route.subscribe(({ screen }) => {
    if (isBehind && screen !== 'photo') searchQuietly();
  });
}

/** Never while a photo is open: its neighbours are those of the results that it was opened from. */
function searchQuietly(): void {
  if (isEmpty(searchQuery.value)) return;
  isBehind = route.value.screen === 'photo';
  if (isBehind || isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    if (route.value.screen === 'photo') isBehind = true;
    else if (!isEmpty(searchQuery.value)) runSearch('library');
  }, pauseMs);
}

function dropResults(isGone: (id: string) => boolean): void {
  const { value } = search;
  if (value.status === 'found') search.set({ ...value, found: withoutPhotos(value.found, isGone) });
  else if (value.status !== 'none' && value.before !== undefined)
    search.set({ ...value, before: withoutPhotos(value.before, isGone) });
}
