import type { Language } from '../../i18n/language.ts';
import { byDateTaken, dateOf, type Photo } from '../../state/library/photo.ts';
import type { Found, PhotoOrder, Understood } from '../../state/search-state.ts';

const words: Readonly<Record<PhotoOrder, Readonly<Record<Language, string>>>> = {
  newest: { en: 'newest', zh: '最新' },
  oldest: { en: 'oldest', zh: '最早' },
  name: { en: 'name', zh: '名称' },
};
const orders = Object.keys(words) as readonly PhotoOrder[];
const all = orders.flatMap((by) => Object.values(words[by]));
const pattern = new RegExp(`(?<=^|\\s)(?:sort|排序)[:：]\\s?(?<order>${all.join('|')})(?=$|\\s)`, 'iu');

/** The order that a text asks for: `sort:oldest`, `排序：名称`. */
export function findOrder(text: string): Understood['order'] {
  const match = pattern.exec(text);
  const typed = match?.groups?.['order']?.toLowerCase() ?? '';
  const by = orders.find((each) => Object.values(words[each]).includes(typed));
  return match === null || by === undefined ? undefined : { source: match[0], by };
}

/** Words that ask for an order. */
export function orderToken(by: PhotoOrder, language: Language): string {
  return `${language === 'en' ? 'sort' : '排序'}:${words[by][language]}`;
}

const names = new Intl.Collator(undefined, { numeric: true });

/** Photos in an order; those without a date come last in both orders of dates. */
export function inOrder(photos: readonly Photo[], by: PhotoOrder): readonly Photo[] {
  if (by === 'newest') return [...photos].sort(byDateTaken);
  if (by === 'name') return [...photos].sort((a, b) => names.compare(a.name, b.name) || byDateTaken(a, b));
  const dated = photos.filter((photo) => dateOf(photo) !== undefined);
  const undated = photos.filter((photo) => dateOf(photo) === undefined);
  return [...dated.sort((a, b) => -byDateTaken(a, b)), ...undated.sort(byDateTaken)];
}

/** The order in which results are; undefined by relevance. */
export function orderOf({ understood, query }: Pick<Found, 'understood' | 'query'>): PhotoOrder | undefined {
  const isByRule = understood.text === '' && query.image === undefined && query.more === undefined;
  return understood.order?.by ?? (isByRule ? 'newest' : undefined);
}
