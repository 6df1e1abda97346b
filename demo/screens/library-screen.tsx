import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { CaptionPanel } from '../captions/caption-panel.tsx';
import { PhotoGrid } from '../grid/photo-grid.tsx';
import { errorText } from '../i18n/error-text.ts';
import { useMessages } from '../i18n/language.ts';
import { IngestPanel } from '../ingest/ingest-panel.tsx';
import { pendingDeletion } from '../library/deletion.ts';
import { libraryPhotos } from '../library/library-photos.ts';
import { searchAgain } from '../search/run-search.ts';
import { search, type Found } from '../search/search-state.ts';
import { useObservable } from '../state/observable.ts';
import { session } from '../state/session.ts';
import { FirstVisit } from './first-visit.tsx';
import { LibraryBar } from './library-bar.tsx';
import { SessionFailure } from './session-failure.tsx';

/** The library, or what was found in it; on an empty one the first visit. */
export function LibraryScreen(): JSX.Element {
  const t = useMessages();
  const current = useObservable(session);
  const known = useObservable(libraryPhotos);
  const hidden = useObservable(pendingDeletion);
  const found = useObservable(search);
  const shownFound = found.status === 'found' ? found.found : found.status === 'none' ? undefined : found.before;
  const isSearching = found.status === 'searching';
  // The same list as long as nothing changed, so that the grid is laid out once.
  const photos = useMemo(
    () => (known.status === 'known' ? known.photos.filter(({ id }) => !hidden.has(id)) : []),
    [known, hidden],
  );
  if (current.status === 'failed') return <SessionFailure error={current.error} />;
  const isFirst = known.status === 'known' ? photos.length === 0 : known.expected === 0;
  if (isFirst)
    return (
      <>
        <IngestPanel hideWhenDone={false} />
        {found.status === 'none' ? null : <p class="notice notice--middle">{t.first.emptySearch}</p>}
        <FirstVisit />
      </>
    );
  return (
    <section class="library">
      <h1 class="visually-hidden">{t.library.list}</h1>
      <LibraryBar photos={photos} search={found} shown={shownFound} />
      <IngestPanel hideWhenDone={found.status !== 'none'} />
      <CaptionPanel photos={photos} hideWhenDone={found.status !== 'none'} />
      {known.status === 'unknown' ? <p class="muted notice">{t.library.opening}</p> : null}
      {found.status === 'failed' ? (
        <p class="notice" role="alert">
          {errorText(found.error)}
          {t.sentenceGap}
          <button type="button" class="quiet" onClick={searchAgain}>
            {t.retry}
          </button>
        </p>
      ) : null}
      {found.status === 'none' || (isSearching && shownFound === undefined) ? (
        <PhotoGrid photos={photos} label={t.library.list} weak={0} isBusy={isSearching} />
      ) : (
        <Results found={shownFound} hidden={hidden} isBusy={isSearching} />
      )}
    </section>
  );
}

function Results({
  found,
  hidden,
  isBusy,
}: {
  readonly found: Found | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly isBusy: boolean;
}): JSX.Element | null {
  const t = useMessages();
  const photos = useMemo(() => found?.photos.filter(({ id }) => !hidden.has(id)) ?? [], [found, hidden]);
  if (found === undefined) return null;
  if (photos.length === 0) return <p class="notice">{t.search.none}</p>;
  return (
    <>
      {found.weak >= photos.length ? <p class="muted notice">{t.search.onlyWeak}</p> : null}
      <PhotoGrid photos={photos} label={t.search.resultList} weak={found.weak} isBusy={isBusy} />
    </>
  );
}
