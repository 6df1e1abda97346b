import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';
import { Icon } from '../../ui/icons.tsx';
import { useMessages } from '../../i18n/language.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { useObservable } from '../../state/use-observable.ts';
import { searchPicture } from './change-search.ts';
import type { PictureQuery } from '../../state/search-state.ts';

/** The picture that is searched by, small, in the search field. */
export function PictureChip({ picture }: { readonly picture: PictureQuery }): JSX.Element {
  const t = useMessages().search;
  const name = useNameOf(picture);
  return (
    <span class="chip search__chip">
      {picture.kind === 'item' ? <StoredPicture id={picture.id} /> : <GivenPicture image={picture.image} />}
      <span class="search__chip-text">{picture.kind === 'item' ? t.similarTo(name) : t.yourPicture}</span>
      <button
        type="button"
        aria-label={t.removePicture}
        onClick={() => {
          searchPicture(undefined);
        }}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

/** A search that began with its address knows the name of its photo only when the library is known. */
function useNameOf(picture: PictureQuery): string {
  const known = useObservable(libraryPhotos);
  if (picture.kind === 'file') return '';
  const photos = known.status === 'known' ? known.photos : [];
  return photos.find(({ id }) => id === picture.id)?.name ?? picture.name;
}

function StoredPicture({ id }: { readonly id: string }): JSX.Element | null {
  const url = useThumbnail(id);
  return url === undefined ? null : <img src={url} alt="" />;
}

function GivenPicture({ image }: { readonly image: Blob }): JSX.Element | null {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(image);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
    };
  }, [image]);
  return url === undefined ? null : <img src={url} alt="" />;
}
