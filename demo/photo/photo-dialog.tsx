import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useThumbnail } from '../grid/use-thumbnail.ts';
import { Icon } from '../header/icons.tsx';
import { useMessages } from '../i18n/language.ts';
import { deleteWithUndo } from '../library/deletion.ts';
import { libraryPhotos } from '../library/library-photos.ts';
import { originalOf } from '../library/originals.ts';
import { toPhoto, type Photo } from '../library/photo.ts';
import { searchSimilar } from '../search/run-search.ts';
import { search } from '../search/search-state.ts';
import { useObservable } from '../state/observable.ts';
import { navigate } from '../state/route.ts';
import { readySession } from '../state/session.ts';
import { PhotoDetails } from './photo-details.tsx';

/** One photo, large, over the library. Escape closes, arrows go on, Delete deletes. */
export function PhotoDialog({ id }: { readonly id: string }): JSX.Element {
  const t = useMessages().photo;
  const known = useObservable(libraryPhotos);
  const found = useObservable(search);
  const all = known.status === 'known' ? known.photos : [];
  const shown = found.status === 'found' ? found.found.photos : all;
  const index = shown.findIndex((photo) => photo.id === id);
  const photo = shown[index] ?? all.find((each) => each.id === id);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = (): void => {
    navigate({ screen: 'library' });
  };
  const step = (by: 1 | -1): void => {
    const next = shown[index + by];
    if (next !== undefined) navigate({ screen: 'photo', id: next.id }, { replace: true });
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDialogElement>): void => {
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'Delete' && photo !== undefined) remove(photo);
  };
  const remove = ({ id: gone }: Photo): void => {
    close();
    deleteWithUndo([gone]);
  };
  return (
    <dialog ref={dialog} class="photo" aria-label={t.dialog(photo?.name ?? '')} onClose={close} onKeyDown={onKeyDown}>
      <div class="photo__stage">
        {photo === undefined ? null : <LargePicture photo={photo} />}
        <DialogButton class="photo__close" label={useMessages().close} icon="close" onClick={close} />
        {index > 0 ? (
          <DialogButton
            class="photo__previous"
            label={t.previous}
            icon="previous"
            onClick={() => {
              step(-1);
            }}
          />
        ) : null}
        {index >= 0 && index < shown.length - 1 ? (
          <DialogButton
            class="photo__next"
            label={t.next}
            icon="next"
            onClick={() => {
              step(1);
            }}
          />
        ) : null}
      </div>
      <aside class="photo__side">
        {photo === undefined ? (
          <p>{known.status === 'known' ? t.gone : null}</p>
        ) : (
          <>
            {photo.credit === undefined ? null : (
              <>
                <h2>{t.shows}</h2>
                <p class="photo__caption">{photo.credit.shows}</p>
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
              <button
                type="button"
                class="chip"
                onClick={() => {
                  remove(photo);
                }}
              >
                {t.remove}
              </button>
            </p>
            <SimilarStrip id={photo.id} />
            <PhotoDetails photo={photo} />
          </>
        )}
      </aside>
    </dialog>
  );
}

function DialogButton(props: {
  readonly class: string;
  readonly label: string;
  readonly icon: 'close' | 'previous' | 'next';
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <button type="button" class={`round ${props.class}`} aria-label={props.label} onClick={props.onClick}>
      <Icon name={props.icon} />
    </button>
  );
}

/** The file itself in the visit in which it was chosen, else the stored small picture. */
function LargePicture({ photo }: { readonly photo: Photo }): JSX.Element | null {
  const thumbnail = useThumbnail(photo.id);
  const [original, setOriginal] = useState<string>();
  useEffect(() => {
    const file = originalOf(photo.id);
    const url = file === undefined ? undefined : URL.createObjectURL(file);
    setOriginal(url);
    return () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [photo.id]);
  const url = original ?? thumbnail;
  if (url === undefined) return null;
  return <img src={url} alt={photo.credit?.shows ?? photo.name} width={photo.width} height={photo.height} />;
}

function SimilarStrip({ id }: { readonly id: string }): JSX.Element {
  const t = useMessages().photo;
  const [similar, setSimilar] = useState<readonly Photo[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setSimilar([]);
    readySession(signal)
      .then(({ library }) => library.search({ item: id }, { limit: 6, thumbnails: false, signal }))
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
