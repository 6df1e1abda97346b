import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { observable, type WritableObservable } from 'onsight/state';
import { useMessages } from '../../../i18n/language.ts';
import type { Film } from '../../../state/library/film.ts';
import { useOriginal } from '../../../state/library/originals.ts';
import type { Photo } from '../../../state/library/photo.ts';
import { useThumbnail } from '../../../state/library/use-thumbnail.ts';

/** Second that the visitor chose, with a count, so that the same one can be chosen again. */
const chosen: WritableObservable<{ readonly atS: number } | undefined> = observable(undefined);

/** Plays the open video from a second on. */
export function playFrom(atS: number): void {
  chosen.set({ atS });
}

/** A video that starts at the moment that the search found; its best frame where the file is not at hand. */
export function FilmPlayer({ photo, film }: { readonly photo: Photo; readonly film: Film }): JSX.Element {
  const t = useMessages().film;
  const poster = useThumbnail(photo.id);
  const original = useOriginal(photo);
  const url = useObjectUrl(original.status === 'open' ? original.file : undefined);
  const video = useRef<HTMLVideoElement>(null);
  const { startS = 0 } = film;
  useEffect(
    () =>
      chosen.subscribe(() => {
        const element = video.current;
        if (element === null || chosen.value === undefined) return;
        element.currentTime = chosen.value.atS;
        void element.play().catch(() => undefined); // a paused player shows the frame, too
      }),
    [url],
  );
  if (url === undefined)
    return (
      <div class="film">
        {poster === undefined ? null : <img src={poster} alt={photo.name} width={photo.width} height={photo.height} />}
        {original.status === 'closed' ? (
          <button type="button" class="film__open" onClick={() => void original.open().catch(() => undefined)}>
            {t.open}
          </button>
        ) : null}
      </div>
    );
  return (
    <div class="film">
      <video
        ref={video}
        key={url}
        // A media fragment: the first frame shown is that of the moment.
        src={startS > 0 ? `${url}#t=${String(startS)}` : url}
        poster={startS > 0 ? undefined : poster}
        controls
        playsInline
        preload="auto"
        aria-label={t.player(photo.name)}
      />
    </div>
  );
}

function useObjectUrl(file: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (file === undefined) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [file]);
  return url;
}
