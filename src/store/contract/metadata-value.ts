import { foldText } from '../../core/fold-text.ts';
import type { MetadataValue } from './item.ts';

/** True for a Date with a time, also one of another realm. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]' && !Number.isNaN((value as Date).getTime());
}

/** True for an object literal and its like (no arrays, dates or class instances with their own tag). */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** True for everything that {@link MetadataValue} allows. */
export function isMetadataValue(value: unknown): value is MetadataValue {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  return isDate(value) || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
}

/** The form in which a value is compared: text and lists of text as `foldText` makes them, anything else as it is. */
export function foldValue(value: MetadataValue): MetadataValue {
  if (typeof value === 'string') return foldText(value);
  return Array.isArray(value) ? value.map((entry: string) => foldText(entry)) : value;
}

/** Whether two values are the same: dates by their time, lists entry by entry. */
export function sameValue(a: MetadataValue, b: MetadataValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (isDate(a) || isDate(b)) return isDate(a) && isDate(b) && a.getTime() === b.getTime();
  return a.length === b.length && a.every((entry, i) => entry === b[i]);
}

/** Negative, 0 or positive for two values of one kind that has an order; undefined for all others. */
export function compareValues(a: MetadataValue, b: MetadataValue): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (isDate(a) && isDate(b)) return a.getTime() - b.getTime();
  return undefined;
}

/** A short name of what a value is, for messages. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (Object.prototype.toString.call(value) === '[object Date]') return isDate(value) ? 'a date' : 'an invalid date';
  if (ArrayBuffer.isView(value)) return `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
  return typeof value === 'object' ? 'an object' : typeof value === 'number' ? `\`${String(value)}\`` : typeof value;
}
