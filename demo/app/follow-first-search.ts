import { addSamples } from '../features/ingest/add-photos.ts';
import { ingest } from '../state/ingest-state.ts';
import { pendingDeletion } from '../state/library/deletion.ts';
import { libraryPhotos } from '../state/library/library-photos.ts';
import { searchQuery } from '../state/search-state.ts';

/** A search in an empty library adds the sample photos, which are on the screen. */
export function followFirstSearch(): void {
  const follow = (): void => {
    const { value } = libraryPhotos;
    const isEmpty = value.status === 'known' && value.photos.length === 0 && pendingDeletion.value.size === 0;
    if (isEmpty && ingest.value.status === 'idle' && searchQuery.value.text.trim() !== '') addSamples();
  };
  searchQuery.subscribe(follow);
  libraryPhotos.subscribe(follow);
}
