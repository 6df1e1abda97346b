import { foldText } from '../../core/fold-text.ts';
import type { Filter } from '../contract/filter.ts';
import type { Metadata, MetadataValue } from '../contract/item.ts';
import { checkContains, checkOperand, fieldType, type MetadataSchema } from '../contract/metadata-schema.ts';
import { describeValue, foldValue, isDate, isMetadataValue, isPlainObject } from '../contract/metadata-value.ts';
import { allBits, andBits, hasBit, noBits, notBits, orBits } from '../format/row-bits.ts';

/** Returns the rows that pass, one bit per row. */
type RowSelector = (block: FilteredRows) => Uint8Array<ArrayBuffer>;

interface FilteredRows {
  readonly rows: number;
  field(name: string): { select(test: Test): Uint8Array<ArrayBuffer> } | undefined;
}

/** Test of one field; the value is undefined if the row has no such field. */
type Test = (value: MetadataValue | undefined) => boolean;
/** Throws if an operand does not suit a field. */
type CheckOperand = (field: string, where: string, operand: MetadataValue) => void;

/**
 * Makes a selector of a filter. A field that a row does not have passes only `exists: false`, `ne` and `not`; values
 * of another kind than the operand's fail every comparison. Text is compared as `foldText` makes it, in every operator.
 * What is `undefined` in a filter counts as not given.
 *
 * @throws TypeError for an unknown operator, an operand that it cannot take, or what does not fit the schema
 * @example `compileFilter({ year: { gte: 2020 } })(block) // Uint8Array [0b101]`
 */
export function compileFilter(filter: Filter, schema?: MetadataSchema): RowSelector {
  return compileAll(filter, {
    check: (field, where, operand) => {
      if (schema !== undefined) checkOperand(schema, field, where, operand);
    },
    contains: (field, where) => {
      if (schema !== undefined) checkContains(schema, field, where);
    },
    name: (field) => {
      if (schema !== undefined) fieldType(schema, field);
    },
  });
}

/**
 * The items whose metadata pass a filter, in their order: the rule that searches and stores use, for lists that a page
 * has at hand.
 *
 * @throws TypeError if the filter is invalid
 * @example `filterItems(await library.list(), { year: { gte: 2020 } })`
 */
export function filterItems<T extends { readonly metadata: Metadata }>(
  items: readonly T[],
  filter: Filter,
): readonly T[] {
  const selected = compileFilter(filter)({
    rows: items.length,
    field: (name) => ({ select: (test) => bitsWhere(items, ({ metadata }) => test(valueOf(metadata, name))) }),
  });
  return items.filter((_, row) => hasBit(selected, row));
}

function bitsWhere<T>(items: readonly T[], test: (item: T) => boolean): Uint8Array<ArrayBuffer> {
  const bits = noBits(items.length);
  items.forEach((item, row) => {
    if (test(item)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return bits;
}

function valueOf(metadata: Metadata, name: string): MetadataValue | undefined {
  return Object.hasOwn(metadata, name) ? metadata[name] : undefined;
}

interface Checks {
  readonly check: CheckOperand;
  /** Throws if a field cannot contain anything. */
  readonly contains: (field: string, where: string) => void;
  /** Throws if a field is unknown. */
  readonly name: (field: string) => void;
}

function compileAll(filter: Filter, checks: Checks): RowSelector {
  if (!isPlainObject(filter)) throw new TypeError(`Expected \`filter\` to be an object, got ${describeValue(filter)}.`);
  const parts = Object.entries(filter).flatMap(([key, part]) =>
    part === undefined ? [] : [compilePart(key, part, checks)],
  );
  return allOf(parts);
}

function allOf([first, ...others]: readonly RowSelector[]): RowSelector {
  if (first === undefined) return (block) => allBits(block.rows);
  return (block) => others.reduce((bits, part) => andBits(bits, part(block)), first(block));
}

function compilePart(key: string, part: unknown, checks: Checks): RowSelector {
  if (key === 'and' || key === 'or') {
    const parts = compileList(key, part, checks);
    return key === 'and'
      ? allOf(parts)
      : (block) => parts.reduce((bits, each) => orBits(bits, each(block)), noBits(block.rows));
  }
  if (key === 'not') {
    const inner = compileAll(part as Filter, checks); // checked there
    return (block) => andBits(notBits(inner(block)), allBits(block.rows));
  }
  checks.name(key);
  const test = compileField(key, part, checks);
  return (block) => block.field(key)?.select(test) ?? (test(undefined) ? allBits(block.rows) : noBits(block.rows));
}

function compileField(field: string, part: unknown, checks: Checks): Test {
  if (!isMetadataValue(part)) return compileTest(field, part, checks);
  checks.check(field, field, part);
  return isEqualTo(part);
}

function compileList(key: string, part: unknown, checks: Checks): readonly RowSelector[] {
  if (!Array.isArray(part))
    throw new TypeError(`Expected \`${key}\` to be an array of filters, got ${describeValue(part)}.`);
  return part.map((each) => compileAll(each as Filter, checks)); // checked there
}

function compileTest(field: string, spec: unknown, { check, contains }: Checks): Test {
  if (!isPlainObject(spec)) {
    throw new TypeError(
      `Expected the filter of \`${field}\` to be a value or an object of operators, got ${describeValue(spec)}.`,
    );
  }
  const entries = Object.entries(spec);
  if (entries.length === 0)
    throw new TypeError(`The filter of \`${field}\` has no operator. Use one of ${operatorNames}.`);
  const tests = entries.flatMap(([name, operand]) => {
    const make = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (make === undefined)
      throw new TypeError(`Unknown filter operator \`${name}\` of \`${field}\`. Use one of ${operatorNames}.`);
    if (operand === undefined) return [];
    const test = make(`${field}.${name}`, operand);
    if (name === 'contains') contains(field, `${field}.contains`);
    if (!unchecked.has(name))
      for (const each of listed.has(name) ? (operand as MetadataValue[]) : [operand as MetadataValue])
        check(field, `${field}.${name}`, each); // `make` has checked what it is
    return [test];
  });
  return (value) => tests.every((test) => test(value));
}

// Operators whose operand is not a value of the field, or is a list of values.
const unchecked: ReadonlySet<string> = new Set(['exists', 'contains']);
const listed: ReadonlySet<string> = new Set(['in', 'between']);

type MakeTest = (where: string, operand: unknown) => Test;

const operators: Readonly<Record<string, MakeTest>> = {
  eq: (where, operand) => isEqualTo(checkValue(where, operand)),
  ne: (where, operand) => {
    const equal = isEqualTo(checkValue(where, operand));
    return (value) => !equal(value);
  },
  in: (where, operand) => {
    const tests = checkArray(where, operand).map((each) => isEqualTo(checkValue(where, each)));
    return (value) => tests.some((test) => test(value));
  },
  gt: (where, operand) => comparison(where, operand, (order) => order > 0),
  gte: (where, operand) => comparison(where, operand, (order) => order >= 0),
  lt: (where, operand) => comparison(where, operand, (order) => order < 0),
  lte: (where, operand) => comparison(where, operand, (order) => order <= 0),
  between: (where, operand) => {
    const [low, high, ...more] = checkArray(where, operand);
    if (more.length > 0 || typeof low !== typeof high || isDate(low) !== isDate(high)) {
      throw new TypeError(`Expected \`${where}\` to be two values of one kind, [lowest, highest].`);
    }
    const tests = [comparison(where, low, (order) => order >= 0), comparison(where, high, (order) => order <= 0)];
    return (value) => tests.every((test) => test(value));
  },
  exists: (where, operand) => {
    if (typeof operand !== 'boolean')
      throw new TypeError(`Expected \`${where}\` to be a boolean, got ${describeValue(operand)}.`);
    return (value) => (value !== undefined) === operand;
  },
  contains: (where, operand) => {
    if (typeof operand !== 'string')
      throw new TypeError(`Expected \`${where}\` to be a string, got ${describeValue(operand)}.`);
    const folded = foldText(operand);
    return (value) =>
      typeof value === 'string'
        ? foldText(value).includes(folded)
        : Array.isArray(value) && value.some((entry: string) => foldText(entry) === folded);
  },
};

const operatorNames = Object.keys(operators).join(', ');

function isEqualTo(operand: MetadataValue): Test {
  const folded = foldValue(operand);
  return (value) => value !== undefined && sameValue(foldValue(value), folded);
}

function comparison(where: string, operand: unknown, holds: (order: number) => boolean): Test {
  const limit = checkValue(where, operand);
  if (typeof limit !== 'number' && typeof limit !== 'string' && !isDate(limit)) {
    throw new TypeError(`Expected \`${where}\` to be a number, a string or a date, got ${describeValue(operand)}.`);
  }
  const folded = foldValue(limit);
  return (value) => {
    const order = value === undefined ? undefined : compareValues(foldValue(value), folded);
    return order !== undefined && holds(order);
  };
}

function checkValue(where: string, operand: unknown): MetadataValue {
  if (isMetadataValue(operand)) return operand;
  throw new TypeError(
    `Expected \`${where}\` to be a string, finite number, boolean, date or list of strings, got ${describeValue(operand)}.`,
  );
}

function checkArray(where: string, operand: unknown): readonly unknown[] {
  if (Array.isArray(operand)) return operand;
  throw new TypeError(`Expected \`${where}\` to be an array, got ${describeValue(operand)}.`);
}

/** True if two values are equal: dates by time, lists by entry. */
function sameValue(a: MetadataValue, b: MetadataValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (isDate(a) || isDate(b)) return isDate(a) && isDate(b) && a.getTime() === b.getTime();
  return a.length === b.length && a.every((entry, i) => entry === b[i]);
}

/** Negative, 0 or positive for two values of one ordered type; otherwise undefined. */
function compareValues(a: MetadataValue, b: MetadataValue): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (isDate(a) && isDate(b)) return a.getTime() - b.getTime();
  return undefined;
}
