import { foldText } from '../../core/fold-text.ts';
import type { Metadata, MetadataValue } from '../../store/contract/item.ts';
import type { FieldType } from '../../store/contract/metadata-schema.ts';
import { isDate } from '../../store/contract/metadata-value.ts';

/** Values that Chroma and Qdrant both store unchanged. */
export type EncodedValue = string | number | boolean | string[];

/** Metadata as stored on a server: see {@link encodeMetadata}. */
export type EncodedMetadata = Readonly<Record<string, EncodedValue>>;

/** Key of the list of fields and their types, `['year=number', …]`; fields that are not in it do not exist. */
export const kindsKey = '@kinds';

/** JSON of numbers that a server may change in the last bit. */
const exactKey = '@exact';

/**
 * Longest text to store in folded form as well. Longer texts are compared unchanged, because they would be sent twice
 * and are rarely filtered by.
 */
const longestFolded = 1_000;

/**
 * Key of the values of a field and type; dates and lists have their own keys, so that a filter never meets a value of
 * another type.
 */
export function keyOf(field: string, type: FieldType): string {
  return type === 'date' ? `${field}@date` : type === 'string[]' ? `${field}@list` : field;
}

/** Field that holds the folded form of a text, if that differs from the text. */
export function foldedField(field: string): string {
  return `${field}@fold`;
}

/** Entry of a field in the list under {@link kindsKey}. */
export function kindOf(field: string, type: FieldType): string {
  return `${field}=${type}`;
}

/** Type of a metadata value. */
function typeOf(value: MetadataValue): FieldType {
  if (isDate(value)) return 'date';
  if (typeof value === 'object') return 'string[]';
  // The only remaining type.
  return typeof value as 'string' | 'number' | 'boolean';
}

/** @throws TypeError if a field name is reserved by a server or by this encoding */
export function checkFieldName(field: string): void {
  if (!/^$|^[@#$]|@(date|list|fold)$|^chroma:|"|^__proto__$/.test(field)) return;
  throw new TypeError(
    `A metadata field of a remote store cannot be called "${field}": names that are empty, begin with @, #, $ or chroma:, end with @date, @list or @fold, hold a double quote, or are __proto__ are taken.`,
  );
}

/**
 * Metadata as a server can keep it: strings, numbers and booleans as they are, a date as milliseconds under
 * `field@date`, a list under `field@list` (left out when empty), and the types of all fields under `@kinds`. Servers
 * compare text unit by unit, so what reads the same in other units lies under `field@fold` as well.
 * {@link decodeMetadata} is its inverse.
 *
 * @throws TypeError for a field name that is taken
 * @example `encodeMetadata({ year: 2024, name: 'IMG_1' }) // { year: 2024, name: 'IMG_1', 'name@fold': 'img_1', '@kinds': ['year=number', 'name=string'] }`
 */
export function encodeMetadata(metadata: Metadata): EncodedMetadata {
  const entries: [string, EncodedValue][] = [];
  const kinds: string[] = [];
  const exact: [string, number][] = [];
  for (const [field, value] of Object.entries(metadata)) {
    checkFieldName(field);
    const type = typeOf(value);
    kinds.push(kindOf(field, type));
    if (typeof value === 'number' && !isReadExactly(value)) exact.push([field, value]);
    const encoded = isDate(value) ? value.getTime() : typeof value === 'object' ? [...value] : value;
    if (!Array.isArray(encoded) || encoded.length > 0) entries.push([keyOf(field, type), encoded]);
    const folded = foldedForm(value);
    if (folded !== undefined) entries.push([keyOf(foldedField(field), type), folded]);
  }
  if (exact.length > 0) entries.push([exactKey, JSON.stringify(Object.fromEntries(exact))]);
  if (kinds.length > 0) entries.push([kindsKey, kinds]);
  return Object.fromEntries(entries);
}

/** Folded form of a text or of the entries of a list; undefined if identical. */
function foldedForm(value: MetadataValue): string | string[] | undefined {
  if (typeof value !== 'object' && typeof value !== 'string') return undefined;
  if (isDate(value)) return undefined;
  const forms = (typeof value === 'string' ? [value] : value).flatMap((text) => {
    const folded = text.length > longestFolded ? text : foldText(text);
    return folded === text ? [] : [folded];
  });
  if (forms.length === 0) return undefined;
  return typeof value === 'string' ? forms[0] : forms;
}

/** Decodes the metadata of {@link encodeMetadata}. A row written by other software keeps all of its fields. */
export function decodeMetadata(encoded: EncodedMetadata): Metadata {
  const kinds = encoded[kindsKey];
  if (!Array.isArray(kinds)) return Object.fromEntries(Object.entries(encoded).filter(([key]) => !key.startsWith('@')));
  const exactText = encoded[exactKey];
  // Written by encodeMetadata.
  const exact = typeof exactText === 'string' ? (JSON.parse(exactText) as Readonly<Record<string, number>>) : {};
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const end = kind.lastIndexOf('=');
      const field = kind.slice(0, end);
      const value = decodeValue(encoded, field, kind.slice(end + 1) as FieldType); // as encodeMetadata wrote it
      return value === undefined ? [] : [[field, Object.hasOwn(exact, field) ? (exact[field] ?? value) : value]];
    }),
  );
}

function decodeValue(encoded: EncodedMetadata, field: string, type: FieldType): MetadataValue | undefined {
  const value = encoded[keyOf(field, type)];
  if (type === 'date') return typeof value === 'number' ? new Date(value) : undefined;
  return type === 'string[]' ? (value ?? []) : value;
}

/**
 * Whether every JSON reader gives back this number. Chroma's (serde_json without `float_roundtrip`) divides the digits
 * by a power of ten, which is exact for 15 digits and small powers, and may be off by the last bit for others.
 */
function isReadExactly(value: number): boolean {
  if (Number.isSafeInteger(value)) return true;
  const size = Math.abs(value);
  return Number(value.toPrecision(15)) === value && size >= 1e-7 && size < 1e15;
}
