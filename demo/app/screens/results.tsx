import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { PhotoGrid } from '../../features/grid/photo-grid.tsx';
import { useMessages } from '../../i18n/language.ts';
import { orderOf } from '../../features/search/photo-order.ts';
import { collapseList, lookAlikes } from '../../state/library/look-alikes.ts';
import { showMore } from '../../features/search/run-search.ts';
import { ExampleChips } from '../../features/search/example-chips.tsx';
import { searchExample } from '../../features/search/change-search.ts';
import { takesExample } from '../../state/examples.ts';
import { searchQuery, type Found } from '../../state/search-state.ts';
import { useObservable } from '../../state/use-observable.ts';
import { UnderstoodQuery } from '../../features/search/understood-query.tsx';

/** Pixels below the screen at which the next results are fetched. */
const ahead = 1_500;

/** Properties of {@link Results}. */
export interface ResultsProps {
  readonly found: Found;
  readonly isBusy: boolean;
}

/** Search results: the parsed query, the matches, and less certain photos. */
export function Results({ found, isBusy }: ResultsProps): JSX.Element {
  const t = useMessages().search;
  const { photos, weak, hasMore } = found;
  const query = useObservable(searchQuery);
  const alikes = useObservable(lookAlikes);
  const list = useMemo(() => collapseList(photos, weak, alikes), [photos, weak, alikes]);
  const sides = useMemo(() => (['more', 'less'] as const).filter((side) => takesExample(query, side)), [query]);
  return (
    <>
      <ExampleChips />
      <UnderstoodQuery found={found} />
      {photos.length === 0 ? <p class="notice">{t.none}</p> : null}
      {photos.length > 0 && weak >= photos.length ? <h2 class="results__closest">{t.onlyWeak}</h2> : null}
      {photos.length > 0 ? (
        <PhotoGrid
          photos={list.photos}
          more={list.more}
          label={t.resultList}
          weak={list.weak}
          isByDate={isDateOrder(found)}
          isBusy={isBusy}
          examples={sides}
          onExample={searchExample}
        />
      ) : null}
      {hasMore && !isBusy ? <MoreResults key={photos.length} /> : null}
    </>
  );
}

function isDateOrder(found: Found): boolean {
  const order = orderOf(found);
  return order === 'newest' || order === 'oldest';
}

/** Fetches the next results when it is near the screen or pressed. */
function MoreResults(): JSX.Element {
  const t = useMessages().search;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { current } = button;
    if (current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void showMore();
      },
      { rootMargin: `${String(ahead)}px` },
    );
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <p class="notice notice--middle">
      <button ref={button} type="button" class="quiet" onClick={() => void showMore()}>
        {t.showMore}
      </button>
    </p>
  );
}
