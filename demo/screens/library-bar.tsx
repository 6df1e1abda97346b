import type { JSX } from 'preact';
import { CaptionAllChip } from '../captions/caption-panel.tsx';
import { formatNumber } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { deleteWithUndo } from '../library/deletion.ts';
import type { Photo } from '../library/photo.ts';
import { clearSelection, selection } from '../library/selection.ts';
import { toLoadText } from '../progress/load-line.ts';
import { clearSearch } from '../search/run-search.ts';
import type { Found, Search } from '../search/search-state.ts';
import { useObservable } from '../state/observable.ts';
import { offlineState } from '../state/offline-state.ts';

/** Properties of {@link LibraryBar}. */
export interface LibraryBarProps {
  /** All photos of the library. */
  readonly photos: readonly Photo[];
  readonly search: Search;
  readonly shown: Found | undefined;
}

/** The line above the photos: what is shown, what is selected, and the state of the library or search. */
export function LibraryBar({ photos, search, shown }: LibraryBarProps): JSX.Element {
  const t = useMessages();
  return (
    <div class="bar">
      {search.status === 'none' ? (
        <>
          <span class="chip chip--on">{t.library.all(formatNumber(photos.length))}</span>
          <CaptionAllChip photos={photos} />
        </>
      ) : (
        <>
          <span class="chip chip--on">{t.search.bestMatches}</span>
          <button type="button" class="chip" onClick={clearSearch}>
            {t.search.showAll}
          </button>
        </>
      )}
      <SelectionActions />
      <span class="bar__state">
        {search.status === 'none' ? (
          <PlaceState count={photos.length} />
        ) : (
          <SearchState search={search} shown={shown} />
        )}
      </span>
    </div>
  );
}

function SelectionActions(): JSX.Element | null {
  const t = useMessages().library;
  const { ids } = useObservable(selection);
  if (ids.size === 0) return null;
  return (
    <>
      <span class="muted">{t.selected(formatNumber(ids.size))}</span>
      <button
        type="button"
        class="chip"
        onClick={() => {
          deleteWithUndo([...ids]);
          clearSelection();
        }}
      >
        {t.deleteSelected}
      </button>
      <button type="button" class="chip" onClick={clearSelection}>
        {t.clearSelection}
      </button>
    </>
  );
}

function PlaceState({ count }: { readonly count: number }): JSX.Element {
  const t = useMessages();
  const state = useObservable(offlineState);
  const { worksOffline, offlineNow, offlineStuck } = t.library;
  const note = { 'not-ready': undefined, ready: worksOffline, offline: offlineNow, stuck: offlineStuck }[state];
  return (
    <>
      <i class={state === 'stuck' ? 'dot dot--off' : 'dot'} /> {t.library.onThisDevice}
      {t.separator}
      <b>{t.library.photos(formatNumber(count), count)}</b>
      {note === undefined ? null : t.separator + note}
    </>
  );
}

function SearchState({ search, shown }: Omit<LibraryBarProps, 'photos'>): JSX.Element | null {
  const messages = useMessages();
  const { search: t, separator } = messages;
  if (search.status === 'searching') {
    const { warming } = search;
    return <>{warming === undefined ? t.searching : toLoadText(warming, messages)}</>;
  }
  if (shown === undefined) return null;
  const count = shown.photos.length - shown.weak;
  return (
    <>
      <b>{t.results(formatNumber(count), count)}</b>
      {shown.weak > 0 ? separator + t.weak(formatNumber(shown.weak)) : null}
      {separator}
      {t.duration(formatNumber(shown.durationMs))}
    </>
  );
}
