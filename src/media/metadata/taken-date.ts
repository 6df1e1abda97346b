/** Date and time at which an image was taken. */
export interface TakenDate {
  /** The instant; if the zone is unknown, the wall clock is interpreted in this device's zone. */
  readonly takenAt: Date;
  /** '+09:00', if known. */
  readonly takenZone?: string;
}

// The oldest surviving photograph is from 1826. Camera clocks may run ahead, but not by more than a year.
const firstYear = 1826;
const aheadMs = 366 * 24 * 3_600_000;

const written =
  /^(\d{4})[:\-/.]?(\d{2})[:\-/.]?(\d{2})(?:[T\s]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?/u;

/**
 * Parses a date of EXIF ('2011:07:04 12:00:00'), XMP (ISO 8601) or IPTC ('20110704', optionally followed by a time).
 * Returns undefined for anything else, such as placeholders written before the clock is set, and for implausible years.
 *
 * @param zone - used if the text has none: '+09:00'
 */
export function readTakenDate(text: string, zone?: string): TakenDate | undefined {
  const match = written.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number((part as string | undefined) ?? 0));
  const fraction = Number(`0.${match[7] ?? '0'}`);
  const parts = [
    year ?? 0,
    (month ?? 0) - 1,
    day ?? 0,
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
    Math.floor(fraction * 1000),
  ] as const;
  const wall = new Date(0);
  wall.setUTCFullYear(parts[0], parts[1], parts[2]);
  wall.setUTCHours(parts[3], parts[4], parts[5], parts[6]);
  const isReal = wall.getUTCMonth() === parts[1] && wall.getUTCDate() === parts[2] && parts[3] < 24 && parts[4] < 60;
  if (!isReal || parts[5] > 60 || parts[0] < firstYear) return undefined;
  const takenZone = toZone(match[8] ?? zone);
  const takenAt = takenZone === undefined ? localDate(parts) : new Date(wall.getTime() - zoneMs(takenZone));
  if (takenAt.getTime() > Date.now() + aheadMs) return undefined;
  return takenZone === undefined ? { takenAt } : { takenAt, takenZone };
}

function localDate([year, month, day, hour, minute, second, ms]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]): Date {
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month, day); // the constructor maps years below 100 to 19xx
  date.setHours(hour, minute, second, ms);
  return date;
}

/** '+09:00' for '+09:00', '+0900' and 'Z'; undefined for anything else. */
export function toZone(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  if (trimmed === 'Z') return '+00:00';
  const match = /^([+-])(\d{1,2}):?(\d{2})$/u.exec(trimmed);
  if (match === null) return undefined;
  const [, sign = '+', hours = '', minutes = ''] = match;
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

function zoneMs(zone: string): number {
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const gridMinutes = 30;
/** Clocks of receivers and cameras differ slightly; a stale fix differs by more and is useless. */
const nearMinutes = 1.5;

/**
 * Time zone of a camera's wall clock, derived from the UTC time of its GPS receiver.
 *
 * @param wall - '2011:07:04 12:00:00'
 * @param utc - '2011:07:04 03:00:01'
 * @param longitude - degrees; zones far from its solar time are rejected
 */
export function zoneFromGps(wall: string, utc: string, longitude: number | undefined): string | undefined {
  const [local, gps] = [readTakenDate(wall, 'Z'), readTakenDate(utc, 'Z')];
  if (local === undefined || gps === undefined) return undefined;
  const minutes = (local.takenAt.getTime() - gps.takenAt.getTime()) / 60_000;
  const rounded = Math.round(minutes / gridMinutes) * gridMinutes;
  if (Math.abs(rounded) > 14 * 60 || Math.abs(minutes - rounded) > nearMinutes) return undefined;
  if (longitude !== undefined && Math.abs(rounded / 60 - longitude / 15) > 4) return undefined;
  const [hours, rest] = [Math.floor(Math.abs(rounded) / 60), Math.abs(rounded) % 60];
  return `${rounded < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
