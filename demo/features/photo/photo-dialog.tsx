import type { ComponentChildren, JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../ui/icons.tsx';
import { useMessages } from '../../i18n/language.ts';
import { focusPhoto } from '../../state/library/active-photo.ts';
import { deleteWithUndo } from '../../state/library/deletion.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { Photo } from '../../state/library/photo.ts';
import type { ExampleSide } from '../../state/examples.ts';
import { search } from '../../state/search-state.ts';
import { announce, announcement } from '../../state/announcement.ts';
import { LiveRegion } from '../../ui/live-region.tsx';
import { useObservable } from '../../state/use-observable.ts';
import { navigate, route } from '../../state/route.ts';
import { RecordingPlayer } from './recording/recording-player.tsx';
import { LargeImage } from './image/large-image.tsx';
import { PhotoSide } from './photo-side.tsx';
import { lightsOff } from './image/spotlight.ts';
import { useZoom } from './image/use-zoom.ts';

/** Properties of {@link PhotoDialog}. */
export interface PhotoDialogProps {
  readonly id: string;
  /** Called to search for photos like this one. */
  readonly onSimilar: (id: string, name: string) => void;
  /** Called to make the results more, or less, like this one. */
  readonly onExample: (id: string, side: ExampleSide) => void;
  /** Further actions of the photo. */
  readonly actions: (photo: Photo) => ComponentChildren;
}

/** One photo, large, over the library. Escape closes, arrows go on, + - 0 zoom, Delete deletes. */
export function PhotoDialog({ id, onSimilar, onExample, actions }: PhotoDialogProps): JSX.Element {
  const messages = useMessages();
  const t = messages.photo;
  const known = useObservable(libraryPhotos);
  const found = useObservable(search);
  const all = known.status === 'known' ? known.photos : [];
  const shown = found.status === 'found' ? found.found.photos : all;
  const index = shown.findIndex((photo) => photo.id === id);
  const photo = shown[index] ?? all.find((each) => each.id === id);
  const said = useObservable(announcement);
  const dialog = useModal(id);
  useEffect(() => lightsOff, [id]);
  const step = (by: 1 | -1): void => {
    const next = shown[index + by];
    if (next !== undefined) navigate({ screen: 'photo', id: next.id }, { replace: true });
  };
  const { frame, zoom, onKey } = useZoom(id, { onStep: step });
  const remove = (): void => {
    close();
    deleteWithUndo([id]);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDialogElement>): void => {
    // In the question field these keys edit, in a player they seek.
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLMediaElement) return;
    if (!event.ctrlKey && !event.metaKey && onKey(event.key)) event.preventDefault();
    else if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'Delete' && photo !== undefined) remove();
  };
  return (
    <dialog ref={dialog} class="photo" aria-label={t.dialog(photo?.name ?? '')} onClose={close} onKeyDown={onKeyDown}>
      <div class="photo__stage">
        <div ref={frame} class={zoom.scale > 1 ? 'photo__frame photo__frame--zoomed' : 'photo__frame'}>
          {photo === undefined ? null : photo.recording === undefined ? (
            <LargeImage key={photo.id} photo={photo} zoom={zoom} />
          ) : (
            <RecordingPlayer key={photo.id} photo={photo} recording={photo.recording} />
          )}
        </div>
        <DialogButton class="photo__close" label={messages.close} icon="close" onClick={close} />
        <DialogButton
          class="photo__zoom"
          label={zoom.scale > 1 ? t.zoomOut : t.zoomIn}
          icon={zoom.scale > 1 ? 'zoomOut' : 'zoomIn'}
          onClick={() => onKey(zoom.scale > 1 ? '0' : '+')}
        />
        {index > 0 ? (
          <DialogButton class="photo__previous" label={t.previous} icon="previous" onClick={() => step(-1)} />
        ) : null}
        {index >= 0 && index < shown.length - 1 ? (
          <DialogButton class="photo__next" label={t.next} icon="next" onClick={() => step(1)} />
        ) : null}
      </div>
      <aside class="photo__side">
        {photo !== undefined ? (
          <PhotoSide
            key={photo.id}
            photo={photo}
            onSimilar={onSimilar}
            onExample={onExample}
            actions={actions}
            onDelete={remove}
          />
        ) : null}
        {photo === undefined && known.status === 'known' ? <p>{t.gone}</p> : null}
      </aside>
      {/* Beside that of the page, because the page behind a modal dialog is silent. */}
      <LiveRegion text={said} />
    </dialog>
  );
}

function close(): void {
  // The dialog also closes because the visitor went elsewhere, by the browser's own buttons.
  if (route.value.screen === 'photo') navigate({ screen: 'library' });
}

/** Opens the dialog over the page; when it goes, the keyboard goes on at the photo that was seen last. */
function useModal(id: string): { readonly current: HTMLDialogElement | null } {
  const dialog = useRef<HTMLDialogElement>(null);
  const seen = useRef(id);
  seen.current = id;
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      announce('');
      element?.close();
      focusPhoto(seen.current);
    };
  }, []);
  return dialog;
}

function DialogButton(props: {
  readonly class: string;
  readonly label: string;
  readonly icon: 'close' | 'previous' | 'next' | 'zoomIn' | 'zoomOut';
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <button type="button" class={`round ${props.class}`} aria-label={props.label} onClick={props.onClick}>
      <Icon name={props.icon} />
    </button>
  );
}
