import { filterItems } from 'onsight/store';
import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatNumber } from '../../../i18n/format.ts';
import { language, useMessages, type Language } from '../../../i18n/language.ts';
import type { ListedItem } from '../../../state/library/library-items.ts';
import { saveAlbums } from '../../../state/albums.ts';
import { announce } from '../../../state/announcement.ts';
import { searchQuery, type FacetName, type Found, type QueryFilter } from '../../../state/search-state.ts';
import { useObservable } from '../../../state/use-observable.ts';
import { MenuChip, type MenuEntry } from '../../../ui/menu-chip.tsx';
import { chooseText } from '../change-search.ts';
import { valueText } from '../result-text.ts';
import { withoutSource } from '../split-filters.ts';
import { tallyOf, type CountedMonth } from './facet-values.ts';
import { facets, foldValue } from './facets.ts';
import { toLibraryFilter } from './find-values.ts';
import { dateText, dateToken, valueToken } from './tokens.ts';

/** Albums made of one list at most. */
const mostAlbums = 50;

/** A value with the words that search for it. */
interface ValueEntry extends MenuEntry {
  readonly token: string;
}

type MenuName = FacetName | 'date';
const menus: readonly MenuName[] = ['date', ...(Object.keys(facets) as FacetName[])];

/** Properties of {@link FilterRow}. */
export interface FilterRowProps {
  /** All photos of the library. */
  readonly items: readonly ListedItem[];
  /** The results that are shown; undefined for the whole library. */
  readonly found: Found | undefined;
  /** At the end of the row. */
  readonly children?: ComponentChildren;
}

/** Chips that narrow down what is shown, each with the values that have results, and how many. */
export function FilterRow({ items, found, children }: FilterRowProps): JSX.Element {
  const shown = useMemo(() => baseOf(items, found), [items, found]);
  const tally = tallyOf(shown);
  return (
    <div class="filters">
      {menus.map((name) => {
        const isEmpty = name === 'date' ? tally.months.length === 0 : (tally.values.get(name) ?? []).length === 0;
        return isEmpty ? null : <FacetMenu key={name} name={name} items={items} found={found} />;
      })}
      <span class="filters__end">{children}</span>
    </div>
  );
}

function FacetMenu({ name, items, found }: Pick<FilterRowProps, 'items' | 'found'> & { name: MenuName }): JSX.Element {
  const t = useMessages().find;
  const shownLanguage = useObservable(language);
  const own = (found?.understood.filters ?? []).filter((filter) => menuOf(filter) === name);
  const entries = useMemo(() => {
    const tally = tallyOf(baseOf(items, found, name));
    const choose = (token: string, sourceOfIt: string | undefined) => () => {
      const replaced = name === 'date' || facets[name].isSingle === true ? own : [];
      const gone = sourceOfIt === undefined ? replaced.map(({ source }) => source) : [sourceOfIt];
      const rest = gone.reduce(withoutSource, searchQuery.value.text).trim();
      chooseText(sourceOfIt === undefined ? `${rest} ${token}`.trim() : rest);
    };
    if (name === 'date') return dateEntries(tally.months, own, { choose, language: shownLanguage });
    return (tally.values.get(name) ?? []).map(({ value, count }): ValueEntry => {
      const active = own.find((each) => each.kind === 'value' && foldValue(each.value) === foldValue(value));
      return {
        text: valueText(name, value),
        detail: formatNumber(count),
        isOn: active !== undefined,
        token: valueToken(name, value, shownLanguage),
        choose: choose(valueToken(name, value, shownLanguage), active?.source),
      };
    });
  }, [items, found, name, shownLanguage]);
  const groups = entries.slice(0, mostAlbums).map(({ text, token }) => ({ name: text, text: token }));
  return (
    <MenuChip label={t.facets[name]} isOn={own.length > 0} entries={entries}>
      {groups.length < 2 || found !== undefined ? null : (
        <button
          type="button"
          class="menu__entry muted"
          onClick={() => {
            const count = saveAlbums(groups);
            announce(t.albumsMade(formatNumber(count), count));
          }}
        >
          {t.albumsOfAll}
        </button>
      )}
    </MenuChip>
  );
}

interface Choice {
  readonly choose: (token: string, sourceOfIt: string | undefined) => () => void;
  readonly language: Language;
}

/** Years, each with its months below it. */
function dateEntries(
  months: readonly CountedMonth[],
  own: readonly QueryFilter[],
  { choose, language: written }: Choice,
): readonly ValueEntry[] {
  const entry = (year: number, month: number | undefined, count: number): ValueEntry => {
    const from = new Date(year, month ?? 0);
    const to = month === undefined ? new Date(year + 1, 0) : new Date(year, month + 1);
    const isSame = (filter: QueryFilter): boolean =>
      filter.kind === 'date' && +filter.from === +from && +filter.to === +to;
    const active = own.find(isSame);
    return {
      text: dateText(year, month),
      detail: formatNumber(count),
      isOn: active !== undefined,
      isInset: month !== undefined,
      token: dateToken(year, month, written),
      choose: choose(dateToken(year, month, written), active?.source),
    };
  };
  const years = [...new Set(months.map(({ year }) => year))];
  return years.flatMap((year) => {
    const within = months.filter((each) => each.year === year);
    const count = within.reduce((sum, each) => sum + each.count, 0);
    return [entry(year, undefined, count), ...within.map((each) => entry(year, each.month, each.count))];
  });
}

function menuOf(filter: QueryFilter): MenuName | undefined {
  if (filter.kind === 'value') return filter.facet;
  return filter.kind === 'date' ? 'date' : undefined;
}

/**
 * The photos to count: the matches, or all that pass the filters where there are more than were read. Of the facet
 * `without`, filters do not count where the search has no words, so that another value can be chosen.
 */
function baseOf(items: readonly ListedItem[], found: Found | undefined, without?: MenuName): readonly ListedItem[] {
  if (found === undefined) return items;
  const { understood, query, photos, weak, hasMore } = found;
  const isByRule = understood.text === '' && query.image === undefined && query.more === undefined;
  if (!isByRule && !hasMore) {
    const matches = new Set(photos.slice(0, photos.length - weak || photos.length).map(({ id }) => id));
    return items.filter(({ photo }) => matches.has(photo.id));
  }
  const filters = understood.filters.filter((filter) => without === undefined || menuOf(filter) !== without);
  return filterItems(items, toLibraryFilter(filters));
}
