import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { CaptionPanel } from '../../features/captions/caption-panel.tsx';
import { PhotoGrid } from '../../features/grid/photo-grid.tsx';
import { errorText } from '../../i18n/error-text.ts';
import { useMessages } from '../../i18n/language.ts';
import { IngestPanel } from '../../features/ingest/ingest-panel.tsx';
import { expectedPhotos } from '../../state/library/expected-photos.ts';
import { PickButton } from '../../features/ingest/pick-button.tsx';
import { pendingDeletion } from '../../state/library/deletion.ts';
import { captions } from '../../state/library/captions.ts';
import { libraryItems } from '../../state/library/library-items.ts';
import { libraryPhotos } from '../../state/library/library-photos.ts';
import type { Photo } from '../../state/library/photo.ts';
import { clearSelection, keepSelected } from '../../state/library/selection.ts';
import { PrivacyProof } from '../../features/privacy/privacy-panel.tsx';
import { ReadTextPanel } from '../../features/read-text/read-text-panel.tsx';
import { ReindexPanel } from '../../features/reindex/reindex-panel.tsx';
import { FilterRow } from '../../features/search/facets/filter-row.tsx';
import { LookAlikesSwitch, OpenLookAlikes } from '../../features/look-alikes/look-alikes-panel.tsx';
import { collapseList, lookAlikes } from '../../state/library/look-alikes.ts';
import { AlbumMenu } from '../../features/search/album-menu.tsx';
import { JumpMenu } from '../../features/grid/jump-menu.tsx';
import { orderOf } from '../../features/search/photo-order.ts';
import { SortMenu } from '../../features/search/sort-menu.tsx';
import { searchAgain } from '../../features/search/run-search.ts';
import { search, type Found, type Search } from '../../state/search-state.ts';
import { useObservable } from '../../state/use-observable.ts';
import { addressSearch } from '../../state/route.ts';
import { session } from '../../state/session.ts';
import { FirstVisit } from './first-visit.tsx';
import { LibraryBar } from './library-bar.tsx';
import { Results } from './results.tsx';
import { SessionFailure } from './session-failure.tsx';

/** The library or search results; the first visit if the library is empty. */
export function LibraryScreen(): JSX.Element {
  const t = useMessages();
  const current = useObservable(session);
  const known = useObservable(libraryPhotos);
  const hidden = useObservable(pendingDeletion);
  const expected = useObservable(expectedPhotos);
  const found = useObservable(search);
  const shownFound = found.status === 'found' ? found.found : found.status === 'none' ? undefined : found.before;
  const isSearching = found.status === 'searching';
  // The same list while nothing changed, so that the grid is laid out once.
  const photos = useMemo(() => libraryItems().map(({ photo }) => photo), [known, hidden]);
  useObservable(captions);
  const items = libraryItems();
  const isLibrary = found.status === 'none' || (isSearching && shownFound === undefined);
  const alikes = useObservable(lookAlikes);
  const list = useMemo(() => collapseList(photos, 0, alikes), [photos, alikes]);
  const order = isLibrary || shownFound === undefined ? 'newest' : orderOf(shownFound);
  const isByDate = order === 'newest' || order === 'oldest';
  useVisibleSelection(isLibrary ? photos : (shownFound?.photos ?? nothing));
  if (current.status === 'failed') return <SessionFailure error={current.error} />;
  const isEmpty = known.status === 'known' ? photos.length === 0 : known.expected === 0;
  const isFirst = useFirstVisit(isEmpty && expected.length === 0, isSearching && shownFound?.photos[0] === undefined);
  if (isFirst)
    return (
      <>
        <IngestPanel hideWhenDone={found.status !== 'none'} />
        <SearchFailure search={found} />
        <FirstVisit />
      </>
    );
  return (
    <section class="library">
      <h1 class="visually-hidden">{isLibrary ? t.library.list : t.search.resultList}</h1>
      <LibraryBar photos={photos} search={found} shown={shownFound} />
      <FilterRow items={items} found={isLibrary ? undefined : shownFound}>
        {isByDate ? <JumpMenu photos={isLibrary ? list.photos : sureOf(shownFound)} /> : null}
        <SortMenu found={isLibrary ? undefined : shownFound} />
        <AlbumMenu />
        <LookAlikesSwitch />
      </FilterRow>
      <OpenLookAlikes />
      <PrivacyProof />
      <ReindexPanel />
      <IngestPanel hideWhenDone={found.status !== 'none'} />
      <CaptionPanel photos={photos} hideWhenDone={found.status !== 'none'} />
      <ReadTextPanel hideWhenDone={found.status !== 'none'} />
      {known.status === 'unknown' ? <p class="muted notice">{t.library.opening}</p> : null}
      <LostImage />
      <SearchFailure search={found} />
      {isLibrary ? (
        <PhotoGrid
          more={list.more}
          photos={list.photos}
          expected={expected}
          label={t.library.list}
          weak={0}
          isByDate
          isBusy={isSearching}
        />
      ) : shownFound === undefined ? null : (
        <Results found={shownFound} isBusy={isSearching} />
      )}
    </section>
  );
}

const nothing: readonly Photo[] = [];

/** The matches among results; the same list where all are. */
function sureOf(found: Found | undefined): readonly Photo[] {
  if (found === undefined) return nothing;
  return found.weak === 0 ? found.photos : found.photos.slice(0, found.photos.length - found.weak);
}

/** Whether the first visit is shown: to an empty library, and from there until the first search shows something. */
function useFirstVisit(isEmpty: boolean, isSearching: boolean): boolean {
  const wasFirst = useRef(false);
  wasFirst.current = isEmpty || (wasFirst.current && isSearching);
  return wasFirst.current;
}

/** Keeps the selection within what is shown; leaving the screen ends it. */
function useVisibleSelection(photos: readonly Photo[]): void {
  useEffect(() => {
    keepSelected(photos);
  }, [photos]);
  useEffect(() => clearSelection, []);
}

/** The address names a search by an image, which no address can hold. */
function LostImage(): JSX.Element | null {
  const t = useMessages();
  if (useObservable(addressSearch).image !== 'lost') return null;
  return (
    <p class="notice" role="alert">
      {t.search.imageLost}
      {t.sentenceGap}
      <PickButton kind="query" class="link">
        {t.search.byImage}
      </PickButton>
    </p>
  );
}

function SearchFailure({ search: state }: { readonly search: Search }): JSX.Element | null {
  const t = useMessages();
  if (state.status !== 'failed') return null;
  return (
    <p class="notice" role="alert">
      {errorText(state.error)}
      {t.sentenceGap}
      <button type="button" class="quiet" onClick={searchAgain}>
        {t.retry}
      </button>
    </p>
  );
}
