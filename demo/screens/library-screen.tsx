import type { JSX } from 'preact';
import { PhotoGrid } from '../grid/photo-grid.tsx';
import { errorText } from '../i18n/error-text.ts';
import { formatBytes, formatNumber } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { ingest } from '../ingest/ingest-state.ts';
import { IngestPanel } from '../ingest/ingest-panel.tsx';
import { deleteWithUndo, pendingDeletion } from '../library/deletion.ts';
import { libraryPhotos } from '../library/library-photos.ts';
import type { Photo } from '../library/photo.ts';
import { clearSelection, selection } from '../library/selection.ts';
import { clearSearch, searchAgain } from '../search/run-search.ts';
import { search, type Found, type Search } from '../search/search-state.ts';
import { useObservable } from '../state/observable.ts';
import { session, startSession } from '../state/session.ts';
import { FirstVisit } from './first-visit.tsx';

/** The library, or what was found in it; on an empty one the first visit. */
export function LibraryScreen(): JSX.Element {
  const t = useMessages();
  const current = useObservable(session);
  const known = useObservable(libraryPhotos);
  const hidden = useObservable(pendingDeletion);
  const found = useObservable(search);
  const adding = useObservable(ingest);
  if (current.status === 'failed')
    return (
      <section class="page">
        <h1>{t.failed.title}</h1>
        <p class="lead">{errorText(current.error)}</p>
        <button type="button" class="button" onClick={() => void startSession()}>
          {t.retry}
        </button>
      </section>
    );
  const shownFound = found.status === 'found' ? found.found : found.status === 'none' ? undefined : found.before;
  const photos = known.status === 'known' ? known.photos.filter(({ id }) => !hidden.has(id)) : [];
  const isFirst = known.status === 'known' ? photos.length === 0 : known.expected === 0;
  if (isFirst && found.status === 'none')
    return (
      <>
        <IngestPanel />
        <FirstVisit isQuiet={adding.status !== 'idle'} />
      </>
    );
  return (
    <section class="library">
      <h1 class="visually-hidden">{t.library.list}</h1>
      <LibraryBar photos={photos} found={found} shown={shownFound} />
      <IngestPanel />
      {known.status === 'unknown' ? <p class="muted notice">{t.library.opening}</p> : null}
      {found.status === 'failed' ? (
        <p class="notice" role="alert">
          {errorText(found.error)}{' '}
          <button type="button" class="quiet" onClick={searchAgain}>
            {t.retry}
          </button>
        </p>
      ) : null}
      {found.status === 'none' ? (
        <PhotoGrid photos={photos} label={t.library.list} weak={0} />
      ) : (
        <Results found={shownFound} hidden={hidden} isEmptyLibrary={known.status === 'known' && photos.length === 0} />
      )}
    </section>
  );
}

function Results({
  found,
  hidden,
  isEmptyLibrary,
}: {
  readonly found: Found | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly isEmptyLibrary: boolean;
}): JSX.Element | null {
  const t = useMessages();
  if (isEmptyLibrary) return <p class="notice">{t.first.emptySearch}</p>;
  if (found === undefined) return null;
  const photos = found.photos.filter(({ id }) => !hidden.has(id));
  if (photos.length === 0) return <p class="notice">{t.search.none}</p>;
  return (
    <>
      {found.weak >= photos.length ? <p class="muted notice">{t.search.onlyWeak}</p> : null}
      <PhotoGrid photos={photos} label={t.search.resultList} weak={found.weak} />
    </>
  );
}

function LibraryBar({
  photos,
  found,
  shown,
}: {
  readonly photos: readonly Photo[];
  readonly found: Search;
  readonly shown: Found | undefined;
}): JSX.Element {
  const t = useMessages();
  const chosen = useObservable(selection).ids;
  return (
    <div class="bar">
      {found.status === 'none' ? (
        <span class="chip chip--on">{t.library.all(formatNumber(photos.length))}</span>
      ) : (
        <>
          <span class="chip chip--on">{t.search.bestMatches}</span>
          <button type="button" class="chip" onClick={clearSearch}>
            {t.search.showAll}
          </button>
        </>
      )}
      {chosen.size > 0 ? (
        <>
          <span class="muted">{t.library.selected(formatNumber(chosen.size))}</span>
          <button
            type="button"
            class="chip"
            onClick={() => {
              deleteWithUndo([...chosen]);
              clearSelection();
            }}
          >
            {t.library.deleteSelected}
          </button>
          <button type="button" class="chip" onClick={clearSelection}>
            {t.library.clearSelection}
          </button>
        </>
      ) : null}
      <span class="bar__state">
        {found.status === 'none' ? <DeviceState photos={photos} /> : <SearchState search={found} shown={shown} />}
      </span>
    </div>
  );
}

function DeviceState({ photos }: { readonly photos: readonly Photo[] }): JSX.Element {
  const { library: t } = useMessages();
  return (
    <>
      <i class="dot" /> {t.onThisDevice} · <b>{t.photos(formatNumber(photos.length), photos.length)}</b> ·{' '}
      {t.worksOffline}
    </>
  );
}

function SearchState({
  search: state,
  shown,
}: {
  readonly search: Search;
  readonly shown: Found | undefined;
}): JSX.Element {
  const { search: t } = useMessages();
  if (state.status === 'searching') {
    const { warming } = state;
    if (warming?.phase === 'download')
      return <>{t.warmingDownload(formatBytes(warming.totalBytes - warming.loadedBytes))}</>;
    return <>{warming === undefined ? t.searching : t.warming}</>;
  }
  if (shown === undefined) return <></>;
  const count = shown.photos.length - shown.weak || shown.photos.length;
  return (
    <>
      <b>{t.results(formatNumber(count), count)}</b> · {t.duration(formatNumber(shown.durationMs))}
    </>
  );
}
