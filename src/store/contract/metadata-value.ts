import { foldText } from '../../core/fold-text.ts';
import type { MetadataValue } from './item.ts';

/** True for a valid Date, also from another realm. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]' && !Number.isNaN((value as Date).getTime());
}

/** True for a plain object (not an array, a date or a class instance with its own tag). */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** True for everything that {@link MetadataValue} allows. */
export function isMetadataValue(value: unknown): value is MetadataValue {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  return isDate(value) || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
}

/** Form in which a value is compared: strings and lists of strings folded by `foldText`, other values unchanged. */
export function foldValue(value: MetadataValue): MetadataValue {
  if (typeof value === 'string') return foldText(value);
  return Array.isArray(value) ? value.map((entry: string) => foldText(entry)) : value;
}

/** Short description of a value, for error messages. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (Object.prototype.toString.call(value) === '[object Date]') return isDate(value) ? 'a date' : 'an invalid date';
  if (ArrayBuffer.isView(value)) return `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
  return typeof value === 'object' ? 'an object' : typeof value === 'number' ? `\`${String(value)}\`` : typeof value;
}
