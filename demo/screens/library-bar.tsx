import type { JSX } from 'preact';
import { CaptionAllChip } from '../captions/caption-panel.tsx';
import { formatBytes, formatNumber } from '../i18n/format.ts';
import { useMessages } from '../i18n/language.ts';
import { deleteWithUndo } from '../library/deletion.ts';
import type { Photo } from '../library/photo.ts';
import { clearSelection, selection } from '../library/selection.ts';
import { clearSearch } from '../search/run-search.ts';
import type { Found, Search } from '../search/search-state.ts';
import { useObservable } from '../state/observable.ts';
import { offlineState } from '../state/offline-state.ts';

/** What the line above the photos tells of. */
export interface LibraryBarProps {
  /** All photos of the library. */
  readonly photos: readonly Photo[];
  readonly search: Search;
  readonly shown: Found | undefined;
}

/** The line above the photos: what they are, what is selected, and how it stands. */
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
  const t = useMessages().library;
  const state = useObservable(offlineState);
  const note = { 'not-ready': undefined, ready: t.worksOffline, offline: t.offlineNow, stuck: t.offlineStuck }[state];
  return (
    <>
      <i class={state === 'stuck' ? 'dot dot--off' : 'dot'} /> {t.onThisDevice} ·{' '}
      <b>{t.photos(formatNumber(count), count)}</b>
      {note === undefined ? null : ` · ${note}`}
    </>
  );
}

function SearchState({ search, shown }: Omit<LibraryBarProps, 'photos'>): JSX.Element | null {
  const t = useMessages().search;
  if (search.status === 'searching') {
    const { warming } = search;
    if (warming?.phase === 'download')
      return <>{t.warmingDownload(formatBytes(warming.totalBytes - warming.loadedBytes))}</>;
    return <>{warming === undefined ? t.searching : t.warming}</>;
  }
  if (shown === undefined) return null;
  const count = shown.photos.length - shown.weak;
  return (
    <>
      <b>{t.results(formatNumber(count), count)}</b>
      {shown.weak > 0 ? ` · ${t.weak(formatNumber(shown.weak))}` : null} · {t.duration(formatNumber(shown.durationMs))}
    </>
  );
}
