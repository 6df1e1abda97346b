import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useThumbnail } from '../../state/library/use-thumbnail.ts';
import { useMessages } from '../../i18n/language.ts';
import { toPhoto, type Photo } from '../../state/library/photo.ts';
import { navigate } from '../../state/route.ts';
import { readySession } from '../../state/session.ts';

const shownCount = 8;

/** The photos that are most like one of the library. */
export function SimilarStrip({ id }: { readonly id: string }): JSX.Element {
  const t = useMessages().photo;
  const [similar, setSimilar] = useState<readonly Photo[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setSimilar([]);
    readySession(signal)
      .then(({ library }) => library.search({ item: id }, { limit: shownCount, thumbnails: false, signal }))
      .then(
        (hits) => {
          if (!signal.aborted) setSimilar(hits.map(toPhoto));
        },
        // The strip is an extra: a photo that is gone or a closed dialog leaves it empty.
        () => undefined,
      );
    return () => {
      controller.abort();
    };
  }, [id]);
  return (
    <ul class="strip" aria-label={t.similarList}>
      {similar.map((photo) => (
        <SimilarTile key={photo.id} photo={photo} />
      ))}
    </ul>
  );
}

function SimilarTile({ photo }: { readonly photo: Photo }): JSX.Element {
  const url = useThumbnail(photo.id);
  return (
    <li>
      <button
        type="button"
        aria-label={photo.name}
        onClick={() => {
          navigate({ screen: 'photo', id: photo.id }, { replace: true });
        }}
      >
        {url === undefined ? null : <img src={url} alt="" />}
      </button>
    </li>
  );
}
