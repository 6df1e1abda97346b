import { formatDays, formatLanguages, formatList, formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import type { FacetName, Found, QueryFilter, Understood } from '../../state/search-state.ts';

/** Whether nothing of the words is known to the model. */
export function isUnreadable({ known, unknown }: Understood): boolean {
  return known.length === 0 && unknown.length > 0;
}

/** Text of a filter's chip. */
export function filterText(filter: QueryFilter): string {
  const t = messages().search;
  switch (filter.kind) {
    case 'date':
      return t.taken(formatDays(filter.from, new Date(filter.to.getTime() - 1)));
    case 'value':
      return messages().find.narrowed[filter.facet](valueText(filter.facet, filter.value));
    case 'name':
      return t.named(filter.source);
  }
}

/** A value of a facet as the page shows it. */
export function valueText(facet: FacetName, value: string): string {
  const values: Partial<Record<string, Partial<Record<string, string>>>> = messages().find.values;
  return values[facet]?.[value] ?? value;
}

/** How many photos match, "120+" where there may be more. */
export function matchCount(photos: number, hasMore: boolean): string {
  const t = messages().search;
  return t.results(hasMore ? `${formatNumber(photos)}+` : formatNumber(photos), photos);
}

/** The sentence about words that the model does not read, with the languages (BCP 47) that it does; undefined where it reads all. */
export function unreadText(understood: Understood, languages: readonly string[]): string | undefined {
  const t = messages();
  if (understood.unknown.length === 0) return undefined;
  const words = formatList(understood.unknown.map((word) => t.search.quoted(word)));
  const what = isUnreadable(understood) ? t.search.unreadable(words) : t.search.partlyRead(words);
  return languages.length === 0
    ? what
    : `${what}${t.sentenceGap}${t.search.readsLanguages(formatLanguages(languages))}`;
}

/** Accessible text of results. */
export function spokenResult({ photos, weak, hasMore, understood }: Found): string {
  const t = messages();
  const matches = photos.length - weak;
  const unread = unreadText(understood, []);
  const count = matches > 0 ? matchCount(matches, hasMore) : photos.length > 0 ? t.search.onlyWeak : t.search.none;
  return unread === undefined ? count : `${unread}${t.sentenceGap}${count}`;
}
