import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { observable, type WritableObservable } from 'onsight/state';
import { useMessages } from '../../../i18n/language.ts';
import type { Recording } from '../../../state/library/recording.ts';
import { useOriginal } from '../../../state/library/originals.ts';
import type { Photo } from '../../../state/library/photo.ts';
import { useThumbnail } from '../../../state/library/use-thumbnail.ts';
import { Waveform } from '../../../ui/waveform.tsx';

/** Second that the visitor chose, with a count, so that the same one can be chosen again. */
const chosen: WritableObservable<{ readonly atS: number } | undefined> = observable(undefined);

/** Plays the open recording from a second on. */
export function playFrom(atS: number): void {
  chosen.set({ atS });
}

/** Properties of {@link RecordingPlayer}. */
interface RecordingPlayerProps {
  readonly photo: Photo;
  readonly recording: Recording;
}

/** A video or sound that starts at the moment that the search found; a still of it where the file is not at hand. */
export function RecordingPlayer({ photo, recording }: RecordingPlayerProps): JSX.Element {
  const t = useMessages().recording;
  const poster = useThumbnail(photo.id);
  const original = useOriginal(photo);
  const url = useObjectUrl(original.status === 'open' ? original.file : undefined);
  const player = useRef<HTMLMediaElement>(null);
  const { kind, waveform, startS = 0 } = recording;
  useEffect(
    () =>
      chosen.subscribe(() => {
        const element = player.current;
        if (element === null || chosen.value === undefined) return;
        element.currentTime = chosen.value.atS;
        void element.play().catch(() => undefined); // a paused player shows the frame, too
      }),
    [url],
  );
  const shared = {
    key: url,
    // A media fragment: playing starts with the moment.
    src: url === undefined ? '' : startS > 0 ? `${url}#t=${String(startS)}` : url,
    controls: true,
    preload: 'auto',
    'aria-label': t.player(photo.name),
  } as const;
  return (
    <div class={kind === 'audio' ? 'recording recording--sound' : 'recording'}>
      {kind === 'audio' ? <Waveform levels={waveform} /> : null}
      {url !== undefined && kind === 'audio' ? <audio ref={player} {...shared} /> : null}
      {url !== undefined && kind === 'video' ? (
        <video
          ref={player as { current: HTMLVideoElement | null }}
          {...shared}
          poster={startS > 0 ? undefined : poster}
          playsInline
        />
      ) : null}
      {url === undefined && kind === 'video' && poster !== undefined ? (
        <img src={poster} alt={photo.name} width={photo.width} height={photo.height} />
      ) : null}
      {url === undefined && original.status === 'closed' ? (
        <button type="button" class="recording__open" onClick={() => void original.open().catch(() => undefined)}>
          {t.open[kind]}
        </button>
      ) : null}
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
