import type { JSX } from 'preact';
import {
  formatBytes,
  formatDate,
  formatList,
  formatNumber,
  formatPosition,
  formatZonedDate,
  joinFacts,
} from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { useOriginal } from '../../state/library/originals.ts';
import { FactList, type Facts } from '../../ui/fact-list.tsx';
import { dateOf, type Photo } from '../../state/library/photo.ts';
import { formatTime } from '../../state/library/recording.ts';
import { useObservable } from '../../state/use-observable.ts';
import { session } from '../../state/session.ts';
import { showToast } from '../../state/toast.ts';

/** When it was taken by the clock of its camera; the file's own date is in the visitor's time. */
function dateText(photo: Photo): string | undefined {
  const { takenAt, takenZone } = photo;
  if (takenAt !== undefined && takenZone !== undefined) return formatZonedDate(takenAt, takenZone);
  const date = dateOf(photo);
  return date === undefined ? undefined : formatDate(date);
}

/** Says that only a preview is shown, and offers the original where the browser can open it again. */
function PreviewNote({ photo }: { readonly photo: Photo }): JSX.Element | null {
  const t = useMessages();
  const original = useOriginal(photo);
  if (original.status === 'open') return null;
  return (
    <p class="muted">
      {t.photo.previewOnly}
      {t.sentenceGap}
      {original.status === 'closed' ? (
        <button
          type="button"
          class="link"
          onClick={() => {
            original.open().catch(() => {
              showToast({ text: t.failure.missing });
            });
          }}
        >
          {t.photo.openOriginal}
        </button>
      ) : null}
    </p>
  );
}

/** Details of a photo and its file, and a sample's author. */
export function PhotoDetails({ photo }: { readonly photo: Photo }): JSX.Element {
  const t = useMessages().photo;
  const current = useObservable(session);
  const { credit, bytes, folder, position, keywords, recording } = photo;
  const extent =
    recording?.kind === 'audio'
      ? formatTime(recording.durationS)
      : t.pixels(formatNumber(photo.width), formatNumber(photo.height));
  const facts: Facts = [
    [t.file, photo.name],
    [t.size, bytes === undefined ? extent : joinFacts([extent, formatBytes(bytes)])],
    [t.date, dateText(photo)],
    [t.folder, folder],
    [t.title, credit === undefined ? photo.title : <span lang="en">{credit.shows}</span>],
    [t.description, photo.description],
    [t.keywords, keywords.length === 0 ? undefined : formatList(keywords)],
    [t.camera, photo.camera],
    [t.lens, photo.lens],
    [t.place, position === undefined ? undefined : formatPosition(position.latitude, position.longitude)],
    [t.author, credit?.author],
    [t.licence, credit?.licence],
    [t.source, credit?.original],
    [t.understoodBy, current.status === 'ready' ? current.onsight.model.name : undefined],
  ];
  return (
    <>
      <h2>{t.details}</h2>
      <FactList facts={facts} />
      {credit === undefined ? <PreviewNote photo={photo} /> : null}
    </>
  );
}
