import type { QueryFilter, Understood } from '../../state/search-state.ts';
import { takeBare, takePrefixed, type KnownValues } from './facets/find-values.ts';
import { findOrder } from './photo-order.ts';
import { findDate } from './find-date.ts';
import { hideQuotes } from './quoted.ts';

const fileName = /(?<=^|\s)[^\s"\ue000-\uf8ff]+\.(?:jpe?g|png|webp|avif|gif|heic|heif|tiff?|bmp)(?=$|\s)/iu;

/** Facts the rules use: the time, and the values of the library's photos. */
export interface FilterContext {
  readonly now: Date;
  readonly known: KnownValues;
}

/** A text split into what narrows the photos down by rule, and the words to search for. Quotations are words. */
export function splitFilters(
  typed: string,
  { now, known }: FilterContext,
): { readonly rest: string } & Pick<Understood, 'filters' | 'order'> {
  const prefixed = takePrefixed(typed, known);
  const { text: all, restore } = hideQuotes(prefixed.rest);
  const order = findOrder(all);
  const text = order === undefined ? all : all.replace(order.source, ' ');
  const [name] = fileName.exec(text) ?? [];
  const byName: readonly QueryFilter[] =
    name === undefined ? [] : [{ kind: 'name', source: name, filter: { name: { contains: name } } }];
  const bare = takeBare(name === undefined ? text : text.replace(name, ' '), known);
  const date = findDate(bare.rest, now);
  const left = date === undefined ? bare.rest : bare.rest.replace(date.source, ' ');
  const filters = [
    ...byName,
    ...prefixed.filters,
    ...bare.filters,
    ...(date === undefined ? [] : [toDateFilter(date)]),
  ];
  // A file name is searched as words as well, so that it is ranked and marked.
  return { rest: restore(tidy(name === undefined ? left : `${left} ${name}`)), filters, order };
}

/** The typed text without the words of one filter. */
export function withoutSource(typed: string, source: string): string {
  return tidy(typed.replace(source, ' '));
}

function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** A photo counts by the date on which it was taken; where that is not known, by that of its file. */
function toDateFilter(date: Pick<QueryFilter & { kind: 'date' }, 'source' | 'from' | 'to'>): QueryFilter {
  const span = { gte: date.from, lt: date.to };
  return {
    kind: 'date',
    ...date,
    filter: { or: [{ takenAt: span }, { takenAt: { exists: false }, modifiedAt: span }] },
  };
}
