import { formatMonth } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { dateOf } from '../../state/library/photo.ts';

/** A part of a list that has a heading. */
export interface GridPart {
  readonly title: string;
  /** Place of its first photo. */
  readonly start: number;
}

/**
 * The months of a list in the order of dates, one part each, and those without a date last. No parts where all photos
 * are of one month.
 */
export function monthParts(photos: readonly Parameters<typeof dateOf>[0][]): readonly GridPart[] {
  const parts: { title: string; start: number; key: number }[] = [];
  photos.forEach((photo, start) => {
    const date = dateOf(photo);
    const key = date === undefined ? NaN : date.getFullYear() * 12 + date.getMonth();
    if (Object.is(parts.at(-1)?.key, key)) return;
    parts.push({ title: date === undefined ? messages().find.undated : formatMonth(date), start, key });
  });
  return parts.length < 2 ? [] : parts.map(({ title, start }) => ({ title, start }));
}
