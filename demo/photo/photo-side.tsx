import type { JSX } from 'preact';
import { useMessages } from '../i18n/language.ts';
import type { Photo } from '../library/photo.ts';
import { searchSimilar } from '../search/run-search.ts';
import { PhotoDetails } from './photo-details.tsx';
import { SimilarStrip } from './similar-strip.tsx';

/** What is known of a photo and what can be done with it. */
export function PhotoSide({ photo, onDelete }: { readonly photo: Photo; readonly onDelete: () => void }): JSX.Element {
  const t = useMessages().photo;
  return (
    <>
      {photo.credit === undefined ? null : (
        <>
          <h2>{t.shows}</h2>
          <p class="photo__caption" lang="en">
            {photo.credit.shows}
          </p>
        </>
      )}
      <h2>{t.findMore}</h2>
      <p class="photo__actions">
        <button
          type="button"
          class="chip"
          onClick={() => {
            searchSimilar(photo.id, photo.name);
          }}
        >
          {t.similar}
        </button>
        <button type="button" class="chip" onClick={onDelete}>
          {t.remove}
        </button>
      </p>
      <SimilarStrip id={photo.id} />
      <PhotoDetails photo={photo} />
    </>
  );
}
