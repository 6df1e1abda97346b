import { languageTag, messages } from './language.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A whole number with the language's grouping. */
export function formatNumber(value: number, maximumFractionDigits = 0): string {
  return new Intl.NumberFormat(languageTag(), { maximumFractionDigits }).format(value);
}

/** Bytes in the largest decimal unit that gives at least 1, two digits at least: `61 kB`, `5.4 MB`. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(languageTag(), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 1 ? 1 : 0,
  }).format(value);
}

/** Milliseconds, with one digit behind the point below ten. */
export function formatMilliseconds(value: number): string {
  return new Intl.NumberFormat(languageTag(), {
    style: 'unit',
    unit: 'millisecond',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** A score of 1 at most, with three digits. */
export function formatScore(score: number): string {
  return new Intl.NumberFormat(languageTag(), { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(score);
}

/** A share of one in percent. */
export function formatPercent(share: number): string {
  return new Intl.NumberFormat(languageTag(), { style: 'percent' }).format(share);
}

/** A day with its time on the clock of a place, such as that of a camera, and the offset of that clock: '+09:00'. */
export function formatZonedDate(date: Date, zone: string): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const format = new Intl.DateTimeFormat(languageTag(), { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return messages().photo.zoned(format.format(date.getTime() + offsetMs), zone);
}

/** A place on Earth in degrees. */
export function formatPosition(latitude: number, longitude: number): string {
  const degrees = (value: number): string => formatNumber(Math.abs(value), 4);
  return messages().photo.position(degrees(latitude), latitude >= 0, degrees(longitude), longitude >= 0);
}

/** The days from one to another, both included: `May 1 – 31, 2024`, `2024年5月1日至2024年5月31日`. */
export function formatDays(from: Date, to: Date): string {
  const format = new Intl.DateTimeFormat(languageTag(), { dateStyle: 'long' });
  const [first, last] = [format.format(from), format.format(to)];
  if (first === last) return first;
  return messages().search.days(first, last, format.formatRange(from, to));
}

/** A month with its year: `May 2024`, `2024年5月`. */
export function formatMonth(date: Date): string {
  return new Intl.DateTimeFormat(languageTag(), { year: 'numeric', month: 'long' }).format(date);
}

/** A day, with its time. */
export function formatDate(date: Date): string {
  return new Intl.DateTimeFormat(languageTag(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** How long something takes, to the second, minute or hour; never less than one second. */
export function formatDuration(milliseconds: number): string {
  const { ingest } = messages();
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 90) return ingest.seconds(formatNumber(seconds));
  if (seconds < 5400) return ingest.minutes(formatNumber(Math.round(seconds / 60)));
  return ingest.hours(formatNumber(seconds / 3600, 1));
}

/** Languages within a sentence: `English and Chinese`. */
export function formatLanguages(tags: readonly string[]): string {
  return new Intl.ListFormat(languageTag(), { type: 'conjunction' }).format(tags.map(formatLanguage));
}

/** A list without a conjunction, for facts: `English, Chinese`, `英语、中文`. */
export function formatList(texts: readonly string[]): string {
  return new Intl.ListFormat(languageTag(), { type: 'conjunction', style: 'narrow' }).format(texts);
}

/** Facts on one line, separated by dots; empty ones are skipped. */
export function joinFacts(facts: readonly string[]): string {
  return facts.filter((fact) => fact !== '').join(messages().separator);
}

/** The name of a language in the language that is shown; the tag itself where there is none. */
export function formatLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames(languageTag(), { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
