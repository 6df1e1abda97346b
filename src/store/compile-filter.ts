import type { Filter } from './filter.ts';
import type { Metadata, MetadataValue } from './item.ts';
import { compareValues, describeValue, isDate, isMetadataValue, isPlainObject, sameValue } from './metadata-value.ts';

/** Whether an item's metadata passes. */
export type Predicate = (metadata: Metadata) => boolean;
/** Whether one field passes; undefined is a field that the item does not have. */
type Test = (value: MetadataValue | undefined) => boolean;

/**
 * Makes a predicate of a filter. A field that an item does not have passes only `exists: false`, `ne` and `not`; values
 * of another kind than the operand's fail every comparison. What is `undefined` in a filter counts as not given.
 *
 * @throws TypeError for an unknown operator or an operand that it cannot take
 * @example `compileFilter({ year: { gte: 2020 } })({ year: 2021 }) // true`
 */
export function compileFilter(filter: Filter): Predicate {
  if (!isPlainObject(filter)) throw new TypeError(`Expected \`filter\` to be an object, got ${describeValue(filter)}.`);
  const parts = Object.entries(filter).flatMap(([key, part]) => (part === undefined ? [] : [compilePart(key, part)]));
  return (metadata) => parts.every((part) => part(metadata));
}

function compilePart(key: string, part: unknown): Predicate {
  if (key === 'and' || key === 'or') {
    const parts = compileList(key, part);
    return key === 'and'
      ? (metadata) => parts.every((each) => each(metadata))
      : (metadata) => parts.some((each) => each(metadata));
  }
  if (key === 'not') {
    const inner = compileFilter(part as Filter); // checked there
    return (metadata) => !inner(metadata);
  }
  const test = isMetadataValue(part) ? isEqualTo(part) : compileTest(key, part);
  // hasOwn: a field called `constructor` is not there just because every object has one.
  return (metadata) => test(Object.hasOwn(metadata, key) ? metadata[key] : undefined);
}

function compileList(key: string, part: unknown): readonly Predicate[] {
  if (!Array.isArray(part))
    throw new TypeError(`Expected \`${key}\` to be an array of filters, got ${describeValue(part)}.`);
  return part.map((each) => compileFilter(each as Filter)); // checked there
}

function compileTest(field: string, spec: unknown): Test {
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
    return operand === undefined ? [] : [make(`${field}.${name}`, operand)];
  });
  return (value) => tests.every((test) => test(value));
}

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
    const folded = operand.toLowerCase();
    return (value) =>
      typeof value === 'string'
        ? value.toLowerCase().includes(folded)
        : Array.isArray(value) && value.includes(operand);
  },
};

const operatorNames = Object.keys(operators).join(', ');

function isEqualTo(operand: MetadataValue): Test {
  return (value) => value !== undefined && sameValue(value, operand);
}

function comparison(where: string, operand: unknown, holds: (order: number) => boolean): Test {
  const limit = checkValue(where, operand);
  if (typeof limit !== 'number' && typeof limit !== 'string' && !isDate(limit)) {
    throw new TypeError(`Expected \`${where}\` to be a number, a string or a date, got ${describeValue(operand)}.`);
  }
  return (value) => {
    const order = value === undefined ? undefined : compareValues(value, limit);
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
