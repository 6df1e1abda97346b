import { formatMonth } from '../../../i18n/format.ts';
import { messages, type Language } from '../../../i18n/language.ts';
import type { FacetName } from '../../../state/search-state.ts';
import { monthNames } from '../find-date.ts';
import { facets } from './facets.ts';

const quotes = [
  ['"', '"'],
  ['“', '”'],
  ['「', '」'],
  ['『', '』'],
] as const;

/** Words that narrow a search down to a value: `camera:"Canon EOS R5"`, "with captions". */
export function valueToken(facet: FacetName, value: string, language: Language): string {
  const { prefixes, phrases } = facets[facet];
  if (prefixes === undefined) return phrases?.[value]?.[language][0] ?? '';
  if (/^[\p{L}\p{N}]+$/u.test(value)) return `${prefixes[language][0]}:${value}`;
  const [open, close] = quotes.find((pair) => !pair.some((mark) => value.includes(mark))) ?? quotes[0];
  return `${prefixes[language][0]}:${open}${value}${close}`;
}

/** Words that narrow a search down to a year, or to one of its months (0 is January). */
export function dateToken(year: number, month: number | undefined, language: Language): string {
  if (language === 'zh') return month === undefined ? `${String(year)}年` : `${String(year)}年${String(month + 1)}月`;
  if (month === undefined) return `in ${String(year)}`;
  const name = monthNames[month] ?? '';
  return `in ${name.charAt(0).toUpperCase()}${name.slice(1)} ${String(year)}`;
}

/** A year, or a month with its year, in the language that is shown. */
export function dateText(year: number, month: number | undefined): string {
  return month === undefined ? messages().find.year(String(year)) : formatMonth(new Date(year, month));
}
