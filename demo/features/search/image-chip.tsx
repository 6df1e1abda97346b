import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';
import { Icon } from '../../ui/icons.tsx';
import { useMessages } from '../../i18n/language.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import { useObservable } from '../../state/use-observable.ts';
import { searchImage } from './change-search.ts';
import type { ImageQuery } from '../../state/search-state.ts';

/** The image that is searched by, small, in the search field. */
export function ImageChip({ image }: { readonly image: ImageQuery }): JSX.Element {
  const t = useMessages().search;
  const name = useNameOf(image);
  return (
    <span class="chip search__chip">
      {image.kind === 'item' ? <StoredImage id={image.id} /> : <GivenImage blob={image.blob} />}
      <span class="search__chip-text">{image.kind === 'item' ? t.similarTo(name) : t.yourImage}</span>
      <button
        type="button"
        aria-label={t.removeImage}
        onClick={() => {
          searchImage(undefined);
        }}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

/** A search that began with its address knows the name of its photo only when the library is known. */
function useNameOf(image: ImageQuery): string {
  const known = useObservable(libraryPhotos);
  if (image.kind === 'file') return '';
  const photos = known.status === 'known' ? known.photos : [];
  return photos.find(({ id }) => id === image.id)?.name ?? image.name;
}

function StoredImage({ id }: { readonly id: string }): JSX.Element | null {
  const url = useThumbnail(id);
  return url === undefined ? null : <img src={url} alt="" />;
}

function GivenImage({ blob }: { readonly blob: Blob }): JSX.Element | null {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return url === undefined ? null : <img src={url} alt="" />;
}
