import { isDate } from '../contract/metadata-value.ts';
import type { MetadataValue } from '../contract/item.ts';
import type { PackedArray } from './packed-arrays.ts';
import { andBits, hasBit, noBits, notBits, orBits, withBits } from './row-bits.ts';
import { encodeTexts, textAt } from './text-block.ts';

/** One metadata field of all rows of a segment. */
interface Column {
  /** Value of a row; undefined if it has none. */
  value(row: number): MetadataValue | undefined;
  /** Returns one bit per row: set if its value passes. */
  select(test: (value: MetadataValue | undefined) => boolean): Uint8Array<ArrayBuffer>;
}

/**
 * Encoding of a column in its arrays:
 * `numbers`, `dates`: `base` + an unsigned integer of the smallest sufficient width, or float64 (`base` 0);
 * `texts`: concatenated strings; `values`: other values as concatenated JSON;
 * `few`: the distinct values as JSON and, if there are several, the index of each row's value.
 * `gaps`: the last array has a bit for each row without a value.
 */
interface ColumnLayout {
  readonly kind: 'numbers' | 'dates' | 'texts' | 'values' | 'few';
  readonly base?: number;
  readonly gaps?: boolean;
}

/** An encoded column. */
export interface EncodedColumn {
  readonly layout: ColumnLayout;
  readonly arrays: readonly PackedArray[];
}

/** Encodes the values of one field in a compact form. */
export function encodeColumn(values: readonly (MetadataValue | undefined)[]): EncodedColumn {
  const missing = values.flatMap((value, row) => (value === undefined ? [row] : []));
  const gaps = missing.length > 0 ? withBits(undefined, missing, values.length) : undefined;
  const { layout, arrays } = encodePresent(values);
  return gaps === undefined ? { layout, arrays } : { layout: { ...layout, gaps: true }, arrays: [...arrays, gaps] };
}

function encodePresent(values: readonly (MetadataValue | undefined)[]): EncodedColumn {
  if (values.every((value) => value === undefined || typeof value === 'number'))
    return encodeNumbers(values, 'numbers');
  if (values.every((value) => value === undefined || isDate(value))) {
    return encodeNumbers(
      values.map((value) => value?.getTime()),
      'dates',
    );
  }
  const texts = values.map((value) => (value === undefined ? '' : JSON.stringify(toJson(value))));
  const distinct = new Map<string, number>();
  for (const text of texts) if (!distinct.has(text)) distinct.set(text, distinct.size);
  if (distinct.size * 2 <= values.length) {
    const { ends, units } = encodeTexts([...distinct.keys()]);
    const codes = texts.map((text) => distinct.get(text) ?? 0);
    const width = distinct.size <= 256 ? Uint8Array : Uint16Array;
    return { layout: { kind: 'few' }, arrays: distinct.size === 1 ? [ends, units] : [ends, units, width.from(codes)] };
  }
  if (values.every((value) => value === undefined || typeof value === 'string')) {
    const { ends, units } = encodeTexts(values.map((value) => value ?? ''));
    return { layout: { kind: 'texts' }, arrays: [ends, units] };
  }
  const { ends, units } = encodeTexts(texts);
  return { layout: { kind: 'values' }, arrays: [ends, units] };
}

function encodeNumbers(values: readonly (number | undefined)[], kind: 'numbers' | 'dates'): EncodedColumn {
  let base = Infinity;
  let highest = -Infinity;
  let whole = true;
  for (const value of values) {
    if (value === undefined) continue;
    base = Math.min(base, value);
    highest = Math.max(highest, value);
    whole &&= Number.isSafeInteger(value) && !Object.is(value, -0);
  }
  const range = highest - base;
  if (!whole || !(range < 2 ** 32)) {
    return { layout: { kind, base: 0 }, arrays: [Float64Array.from(values.map((value) => value ?? 0))] };
  }
  const width = range < 2 ** 8 ? Uint8Array : range < 2 ** 16 ? Uint16Array : Uint32Array;
  return { layout: { kind, base }, arrays: [width.from(values.map((value) => (value ?? base) - base))] };
}

/** Opens a column of `rows` rows. */
export function openColumn({ layout, arrays }: EncodedColumn, rows: number): Column {
  const own = layout.gaps === true ? arrays.slice(0, -1) : arrays;
  const gaps = layout.gaps === true ? (arrays.at(-1) as Uint8Array<ArrayBuffer>) : undefined; // as encodeColumn put it there
  const read = openPresent(layout, own);
  const value = (row: number): MetadataValue | undefined => (hasBit(gaps, row) ? undefined : read(row));
  const codes = smallCodes(layout, own, rows);
  return {
    value,
    select: (test) => {
      if (codes !== undefined) return selectCodes(codes, rows, gaps, read, test);
      const bits = noBits(rows);
      for (let row = 0; row < rows; row += 1) {
        if (test(value(row))) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
      }
      return bits;
    },
  };
}

/**
 * For columns of few distinct values: an array in which equal codes mean equal values, each below 256 or the number of
 * rows.
 */
function smallCodes(
  { kind }: ColumnLayout,
  [first, , third]: readonly PackedArray[],
  rows: number,
): PackedArray | undefined {
  if (kind === 'few') return third ?? new Uint8Array(rows);
  return (kind === 'numbers' || kind === 'dates') && first instanceof Uint8Array ? first : undefined;
}

/** Sets the bit of each row whose value passes, testing each code once. */
function selectCodes(
  codes: PackedArray,
  rows: number,
  gaps: Uint8Array<ArrayBuffer> | undefined,
  read: (row: number) => MetadataValue,
  test: (value: MetadataValue | undefined) => boolean,
): Uint8Array<ArrayBuffer> {
  // By code: one row that has it, counted from 1. Rows without a value have a code too, which need not belong to a
  // value.
  const rowOf = new Int32Array(codes instanceof Uint8Array ? 256 : rows);
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row] ?? 0;
    if (rowOf[code] === 0 && !hasBit(gaps, row)) rowOf[code] = row + 1;
  }
  const passes = new Uint8Array(rowOf.length);
  for (let code = 0; code < rowOf.length; code += 1) {
    const row = rowOf[code] ?? 0;
    if (row > 0 && test(read(row - 1))) passes[code] = 1;
  }
  const bits = noBits(rows);
  let byte = 0;
  for (let row = 0; row < rows; row += 1) {
    byte |= (passes[codes[row] ?? 0] ?? 0) << (row & 7);
    if ((row & 7) < 7 && row < rows - 1) continue;
    bits[row >> 3] = byte;
    byte = 0;
  }
  if (gaps === undefined) return bits;
  const passesGap = test(undefined);
  return passesGap ? orBits(bits, gaps) : andBits(bits, notBits(gaps));
}

function openPresent({ kind, base = 0 }: ColumnLayout, arrays: readonly PackedArray[]): (row: number) => MetadataValue {
  const [first = new Uint32Array(), second = new Uint8Array(), codes] = arrays;
  // Without adding `base`, which would lose the sign of -0.
  if (kind === 'numbers' && first instanceof Float64Array) return (row) => first[row] ?? 0;
  if (kind === 'numbers') return (row) => base + (first[row] ?? 0);
  if (kind === 'dates') return (row) => new Date(base + (first[row] ?? 0));
  const block = { ends: first, units: second } as ReturnType<typeof encodeTexts>; // as the encoder laid them out
  if (kind === 'texts') return (row) => textAt(block, row);
  return (row) => fromJson(JSON.parse(textAt(block, kind === 'few' ? (codes?.[row] ?? 0) : row)) as Json);
}

/** JSON form of a value: dates become objects, everything else stays. */
type Json = string | number | boolean | readonly string[] | { readonly date: number };

function toJson(value: MetadataValue): Json {
  return isDate(value) ? { date: value.getTime() } : value;
}

function fromJson(json: Json): MetadataValue {
  return typeof json === 'object' && 'date' in json ? new Date(json.date) : json;
}
