import { filterItems } from 'onsight/store';
import type { Language } from '../../../i18n/language.ts';
import type { ListedItem } from '../../../state/library/library-items.ts';
import type { FacetName } from '../../../state/search-state.ts';
import { monthNames } from '../find-date.ts';
import { splitFilters } from '../split-filters.ts';
import { knownValues, tallyOf, type Tally } from '../facets/facet-values.ts';
import { facets, foldValue } from '../facets/facets.ts';
import { facetOf, toLibraryFilter } from '../facets/find-values.ts';
import { dateText, dateToken, valueToken } from '../facets/tokens.ts';

/** A saved search, as far as suggestions need it. */
export interface NamedSearch {
  readonly name: string;
  readonly text: string;
}

/** Something that exists in the library and continues what was typed. */
export interface Suggestion {
  readonly kind: FacetName | 'date' | 'album';
  /** As stored; a date in the language that is shown. */
  readonly value: string;
  /** Photos that pass it together with the filters before it. */
  readonly count: number;
  /** The search that it becomes. */
  readonly text: string;
}

/** Source of suggestions. */
export interface SuggestContext {
  readonly items: readonly ListedItem[];
  readonly albums: readonly NamedSearch[];
  readonly language: Language;
  readonly now: Date;
}

/** Suggestions shown at once. */
const most = 8;

/** A value that may be suggested, with the names by which it is typed. */
interface Candidate {
  readonly kind: Suggestion['kind'];
  readonly value: string;
  readonly names: readonly string[];
  /** True if the names are typed from their beginning only. */
  readonly isPhrase: boolean;
  /** Replacement of the typed words. */
  readonly token: string;
  /** Photos among those of a tally. */
  readonly countIn: (tally: Tally) => number;
}

/** Values of the library that continue the end of `typed`, those with most photos first. None without photos. */
export function suggest(typed: string, context: SuggestContext): readonly Suggestion[] {
  const { items, albums } = context;
  const before = new Map<number, Tally>();
  const tallyBefore = (start: number): Tally => {
    const known = before.get(start) ?? tallyOf(itemsBefore(typed.slice(0, start), context));
    before.set(start, known);
    return known;
  };
  const byValue = candidates(tallyOf(items), context).flatMap((candidate): readonly Suggestion[] => {
    const { kind, value, token } = candidate;
    const start = startOf(candidate, typed);
    if (start === undefined) return [];
    const head = typed.slice(0, start);
    // A prefix has a blank before it.
    const gap = kind === 'date' || /(?:^|\s)$/u.test(head) ? '' : ' ';
    const text = `${head}${gap}${token} `;
    return [{ kind, value, count: candidate.countIn(tallyBefore(start)), text }];
  });
  const byName = albums.flatMap(({ name, text }): readonly Suggestion[] => {
    if (!isEnough(typed) || !isBeginning(typed.trim(), name)) return [];
    return [{ kind: 'album', value: name, count: itemsBefore(text, context).length, text }];
  });
  const found = [...byName, ...byValue].filter(({ count, text }) => count > 0 && text.trim() !== typed.trim());
  return found.sort((a, b) => b.count - a.count).slice(0, most);
}

function itemsBefore(text: string, { items, now }: SuggestContext): readonly ListedItem[] {
  const { filters } = splitFilters(text, { now, known: knownValues(items) });
  return filters.length === 0 ? items : filterItems(items, toLibraryFilter(filters));
}

function candidates(tally: Tally, { language }: SuggestContext): readonly Candidate[] {
  const values = [...tally.values].flatMap(([kind, all]) =>
    all.map(({ value }): Candidate => {
      const phrases = facets[kind].phrases?.[value];
      return {
        kind,
        value,
        names: phrases === undefined ? [value] : [...phrases.en, ...phrases.zh],
        isPhrase: phrases !== undefined,
        token: valueToken(kind, value, language),
        countIn: ({ values: counted }) => {
          const folded = foldValue(value);
          return counted.get(kind)?.find((each) => foldValue(each.value) === folded)?.count ?? 0;
        },
      };
    }),
  );
  const years = [...new Set(tally.months.map(({ year }) => year))];
  const spans = [...years.map((year) => ({ year, month: undefined })), ...tally.months];
  return [...values, ...spans.map(({ year, month }) => dateCandidate(year, month, language))];
}

function dateCandidate(year: number, month: number | undefined, language: Language): Candidate {
  const name = month === undefined ? '' : (monthNames[month] ?? '');
  const chinese = `${String(year)}年`;
  return {
    kind: 'date',
    value: dateText(year, month),
    names:
      month === undefined
        ? [`in ${String(year)}`, chinese]
        : [`in ${name} ${String(year)}`, `${String(year)} ${name}`, `${chinese}${String(month + 1)}月`],
    isPhrase: false,
    token: dateToken(year, month, language),
    countIn: ({ months }) =>
      months
        .filter((each) => each.year === year && (month === undefined || each.month === month))
        .reduce((sum, { count }) => sum + count, 0),
  };
}

const prefixAtEnd = /(?<=^|[\s,，])(?<prefix>[\p{L}]+)[:：]\s?["“「『]?(?<value>[^"”」』:：]*)$/u;

/** Where the words begin at the end of `typed` that the candidate continues; undefined where it does not. */
function startOf({ kind, names, isPhrase }: Candidate, typed: string): number | undefined {
  const prefixed = prefixAtEnd.exec(typed);
  const facet = facetOf(prefixed?.groups?.['prefix'] ?? '');
  if (prefixed !== null && facet !== undefined) {
    const part = prefixed.groups?.['value'] ?? '';
    return kind === facet && names.some((name) => isWithin(part, name)) ? prefixed.index : undefined;
  }
  return starts(typed).find((start) => {
    const part = typed.slice(start);
    return isEnough(part) && names.some((name) => (isPhrase ? isBeginning(part, name) : isWithin(part, name)));
  });
}

/** Characters at the end that may belong to a value. */
const reach = 60;

/** Beginnings of words in the end of a text, and of Chinese characters, the longest end first. */
function starts(typed: string): readonly number[] {
  const from = Math.max(0, typed.length - reach);
  const found: number[] = [];
  for (let at = from; at < typed.length; at += 1) {
    const isHan = /\p{Script=Han}/u.test(typed.charAt(at));
    if (/\s/u.test(typed.charAt(at))) continue;
    if (at === 0 || isHan || /[\s,，\p{Script=Han}]/u.test(typed.charAt(at - 1))) found.push(at);
  }
  return found;
}

/** One Latin letter begins too many names. */
function isEnough(part: string): boolean {
  return part.trim().length > 1 || /\p{Script=Han}/u.test(part);
}

/** Whether a part begins a word of a name. */
function isWithin(part: string, name: string): boolean {
  if (isBeginning(part, name)) return true;
  return Array.from(name.matchAll(/(?<=[\s/_.-])\S/gu)).some(({ index }) => isBeginning(part, name.slice(index)));
}

function isBeginning(part: string, name: string): boolean {
  return name.normalize('NFKC').toLowerCase().startsWith(part.normalize('NFKC').toLowerCase().trimStart());
}
