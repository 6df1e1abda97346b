import type { JSX } from 'preact';
import { formatBytes, formatDate, formatNumber, joinFacts } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { originalOf } from '../library/originals.ts';
import { FactList, type Facts } from '../facts/fact-list.tsx';
import type { Photo } from '../library/photo.ts';
import { useObservable } from '../state/observable.ts';
import { session } from '../state/session.ts';

/** What is known of a photo's file, and for samples who made it. */
export function PhotoDetails({ photo }: { readonly photo: Photo }): JSX.Element {
  const t = useMessages().photo;
  const current = useObservable(session);
  const { credit, bytes, modifiedAt, folder } = photo;
  const pixels = t.pixels(formatNumber(photo.width), formatNumber(photo.height));
  const facts: Facts = [
    [t.file, photo.name],
    [t.size, bytes === undefined ? pixels : joinFacts([pixels, formatBytes(bytes)])],
    [t.date, modifiedAt === undefined ? undefined : formatDate(modifiedAt)],
    [t.folder, folder],
    [t.title, credit === undefined ? undefined : <span lang="en">{credit.shows}</span>],
    [t.author, credit?.author],
    [t.licence, credit?.licence],
    [t.source, credit?.original],
    [t.understoodBy, current.status === 'ready' ? current.onsight.model.name : undefined],
  ];
  return (
    <>
      <h2>{t.details}</h2>
      <FactList facts={facts} />
      {credit === undefined && originalOf(photo) === undefined ? <p class="muted">{t.previewOnly}</p> : null}
    </>
  );
}
