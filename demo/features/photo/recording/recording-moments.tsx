import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Library } from 'onsight';
import { formatPercent } from '../../../i18n/format.ts';
import { useMessages } from '../../../i18n/language.ts';
import { formatTime, type Recording } from '../../../state/library/recording.ts';
import { useOriginal } from '../../../state/library/originals.ts';
import type { Photo } from '../../../state/library/photo.ts';
import { search } from '../../../state/search-state.ts';
import { readySession } from '../../../state/session.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { playFrom } from './recording-player.tsx';

type Moment = Awaited<ReturnType<Library['moments']>>[number];

const shownCount = 8;
/** Moments that are shown however little they fit, and the relevance from which further ones are. */
const fewest = 2;
const leastRelevance = 0.1;

/** Names of the sounds in a recording, and its moments that fit the words searched for: each starts the player there. */
export function RecordingMoments({
  photo,
  recording,
}: {
  readonly photo: Photo;
  readonly recording: Recording;
}): JSX.Element | null {
  const t = useMessages().recording;
  const found = useObservable(search);
  const text = found.status === 'found' ? found.found.understood.text : '';
  const moments = useMoments(photo.id, text);
  const isOpen = useOriginal(photo).status === 'open';
  return (
    <>
      {recording.unsupported === undefined ? null : <p class="notice">{t.unsupported(recording.unsupported)}</p>}
      {isOpen ? null : <p class="notice">{t.missing[recording.kind]}</p>}
      {recording.heard.length === 0 ? null : (
        <>
          <h2>{t.probably}</h2>
          <p class="photo__chips" lang="en">
            {recording.heard.join(', ')}
          </p>
        </>
      )}
      {moments.length === 0 ? null : (
        <>
          <h2>{t.moments(text)}</h2>
          <ul class="moments">
            {moments.map(({ range, modality, relevance = 0 }) => {
              const time = formatTime(range.startS);
              const isHeard = modality === 'audio' && recording.kind === 'video';
              const label = isHeard ? t.playHeardAt : t.playAt;
              return (
                <li key={`${modality} ${String(range.startS)}`}>
                  <button
                    type="button"
                    class="moments__button"
                    aria-label={label(time, formatPercent(relevance))}
                    onClick={() => {
                      playFrom(range.startS);
                    }}
                  >
                    <span>{time}</span> {isHeard ? <span class="moments__kind">{t.heard}</span> : null}
                    <span class="moments__bar" style={{ transform: `scaleX(${relevance.toFixed(3)})` }} />
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </>
  );
}

/** The best moments for a text; none without one. */
function useMoments(id: string, text: string): readonly Moment[] {
  const [moments, setMoments] = useState<readonly Moment[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setMoments([]);
    if (text !== '')
      readySession(signal)
        .then(({ library }) => library.moments(id, { text }, { signal }))
        .then(
          (all) => {
            if (!signal.aborted) setMoments(bestOf(all));
          },
          // An extra: a recording that is gone has no moments.
          () => undefined,
        );
    return () => {
      controller.abort();
    };
  }, [id, text]);
  return moments;
}

function bestOf(moments: readonly Moment[]): readonly Moment[] {
  const best = [...moments].sort((a, b) => (b.relevance ?? 0) - (a.relevance ?? 0)).slice(0, shownCount);
  return best
    .filter(({ relevance = 0 }, i) => i < fewest || relevance >= leastRelevance)
    .sort((a, b) => a.range.startS - b.range.startS);
}
