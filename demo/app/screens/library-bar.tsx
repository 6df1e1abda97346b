import type { JSX } from 'preact';
import { ReadTextChip } from '../../features/read-text/read-text-panel.tsx';
import { CaptionAllChip } from '../../features/captions/caption-panel.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/language.ts';
import { deleteWithUndo } from '../../state/library/deletion.ts';
import type { Photo } from '../../state/library/photo.ts';
import { clearSelection, selection } from '../../state/library/selection.ts';
import { ExportButtons } from '../../features/export/export-buttons.tsx';
import { toLoadText } from '../../ui/load-line.ts';
import { clearSearch } from '../../features/search/change-search.ts';
import { matchCount } from '../../features/search/result-text.ts';
import type { Found, Search } from '../../state/search-state.ts';
import { navigate } from '../../state/route.ts';
import { photoScope } from '../../state/photo-scope.ts';
import { useObservable } from '../../state/use-observable.ts';
import { KnownFolders } from '../../features/ingest/known-folders.tsx';
import { useDelayed } from './use-delayed.ts';
import { offlineState } from '../../state/offline-state.ts';

/** Delay after which a search without new results shows that it is running. */
const slowSearchMs = 800;

/** Properties of {@link LibraryBar}. */
export interface LibraryBarProps {
  /** All photos of the library. */
  readonly photos: readonly Photo[];
  readonly search: Search;
  readonly shown: Found | undefined;
}

/** The line above the photos: shown and selected photos, and the state of the library or search. */
export function LibraryBar({ photos, search, shown }: LibraryBarProps): JSX.Element {
  const t = useMessages();
  const { ids: selected } = useObservable(selection);
  // Until there are first results, the library is what is shown.
  const isLibrary = search.status === 'none' || (search.status === 'searching' && shown === undefined);
  return (
    <div class="bar">
      {isLibrary ? (
        <>
          <span class="chip chip--on">{t.library.all(formatNumber(photos.length))}</span>
          <CaptionAllChip photos={photos} />
          {photos.length === 0 || selected.size > 0 ? null : <ScopeChip screen="stacks" ids={undefined} />}
          {photos.length === 0 ? null : <ReadTextChip />}
          <KnownFolders />
        </>
      ) : (
        <button type="button" class="chip" onClick={clearSearch}>
          {t.search.showAll}
        </button>
      )}
      <SelectionActions photos={photos} />
      <span class="bar__state">
        <BarState photos={photos} search={search} shown={shown} />
      </span>
    </div>
  );
}

function SelectionActions({ photos }: Pick<LibraryBarProps, 'photos'>): JSX.Element | null {
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
      <ScopeChip screen="stacks" ids={ids} />
      <ScopeChip screen="captions" ids={ids} />
      <ExportButtons photos={photos.filter(({ id }) => ids.has(id))} />
      <button type="button" class="chip" onClick={clearSelection}>
        {t.clearSelection}
      </button>
    </>
  );
}

interface ScopeChipProps {
  readonly screen: 'stacks' | 'captions';
  /** Undefined for all photos. */
  readonly ids: ReadonlySet<string> | undefined;
}

/** Leads to a screen that works on some photos, or on all. */
function ScopeChip({ screen, ids }: ScopeChipProps): JSX.Element {
  const { stacks, betterCaptions } = useMessages();
  return (
    <button
      type="button"
      class="chip"
      onClick={() => {
        photoScope.set(ids);
        navigate({ screen });
      }}
    >
      {screen === 'stacks' ? stacks.title : betterCaptions.title}
    </button>
  );
}

/** Reason why a search takes long. */
export function SearchProgress({ search }: Pick<LibraryBarProps, 'search'>): JSX.Element {
  const messages = useMessages();
  const warming = search.status === 'searching' ? search.warming : undefined;
  return <>{warming === undefined ? messages.search.searching : toLoadText(warming, messages)}</>;
}

/** Keeps the earlier text for a moment during a search, because text that changes with each key is unreadable. */
function BarState({ photos, search, shown }: LibraryBarProps): JSX.Element | null {
  const isSlow = useDelayed(search.status === 'searching', slowSearchMs, shown);
  if (isSlow) return <SearchProgress search={search} />;
  if (shown !== undefined) return <ResultCount shown={shown} />;
  return search.status === 'none' || search.status === 'searching' ? <PlaceState count={photos.length} /> : null;
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

function ResultCount({ shown }: { readonly shown: Found }): JSX.Element {
  const { search: t, separator } = useMessages();
  const count = shown.photos.length - shown.weak;
  return (
    <>
      <b>{matchCount(count, shown.hasMore)}</b>
      {/* Without a match the heading above the photos says what they are. */}
      {count > 0 && shown.weak > 0 ? separator + t.weak(formatNumber(shown.weak)) : null}
      {separator}
      {t.duration(formatNumber(shown.durationMs))}
    </>
  );
}
