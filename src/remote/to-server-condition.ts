import type { MetadataSchema, FieldType } from '../store/contract/metadata-schema.ts';
import type { RowSelection } from '../store/contract/store.ts';
import type { Condition, NumberTest } from './condition.ts';
import type { ServerCondition } from './remote-engine.ts';
import { modalityKey } from './rows/remote-row.ts';
import type { Filter } from '../store/contract/filter.ts';
import { compileFilter } from '../store/rows/compile-filter.ts';
import { checkFieldName, foldedField } from './rows/encode-metadata.ts';
import { isMetadataValue, isDate } from '../store/contract/metadata-value.ts';
import type { MetadataValue } from '../store/contract/item.ts';
import { foldText } from '../core/fold-text.ts';

const types: readonly FieldType[] = ['string', 'number', 'boolean', 'date', 'string[]'];

interface Field {
  readonly name: string;
  /** Undefined if no types were declared. */
  readonly type: FieldType | undefined;
}

/**
 * Condition for a server to test; false if no row can match, so that no request is needed.
 *
 * @throws TypeError as `toCondition` does
 */
export function toServerCondition(
  { filter, modality }: RowSelection,
  schema: MetadataSchema | undefined,
): ServerCondition | false {
  const parts: Condition[] = [];
  if (filter !== undefined) parts.push(toCondition(filter, schema));
  if (modality !== undefined) parts.push({ field: modalityKey, test: 'is', value: modality });
  const condition = allOf(parts);
  return condition === true ? undefined : condition;
}

/**
 * Converts a filter to the operators that servers support, with the same meaning as in a local store.
 *
 * @throws TypeError as `compileFilter` does, and for tests that no server does exactly: the order of strings, text
 * within a string, and equality of lists
 */
function toCondition(filter: Filter, schema: MetadataSchema | undefined): Condition {
  compileFilter(filter, schema); // throws if the filter is invalid; from here on its shape is known
  return toAll(filter, schema);
}

function toAll(filter: Filter, schema: MetadataSchema | undefined): Condition {
  const parts = Object.entries(filter).flatMap(([key, part]) =>
    part === undefined ? [] : [toPart(key, part, schema)],
  );
  return allOf(parts);
}

function toPart(key: string, part: unknown, schema: MetadataSchema | undefined): Condition {
  // compileFilter has checked the shapes.
  if (key === 'and') return allOf((part as readonly Filter[]).map((each) => toAll(each, schema)));
  if (key === 'or') return anyOf((part as readonly Filter[]).map((each) => toAll(each, schema)));
  if (key === 'not') return notOf(toAll(part as Filter, schema));
  checkFieldName(key);
  const field: Field = { name: key, type: schema?.[key] };
  if (isMetadataValue(part)) return toEqual(field, 'eq', part);
  const tests = Object.entries(part as Readonly<Record<string, unknown>>);
  return allOf(tests.flatMap(([name, operand]) => (operand === undefined ? [] : [toTest(field, name, operand)])));
}

function toTest(field: Field, operator: string, operand: unknown): Condition {
  // compileFilter has checked the operands.
  switch (operator) {
    case 'eq':
      return toEqual(field, operator, operand as MetadataValue);
    case 'ne':
      return notOf(toEqual(field, operator, operand as MetadataValue));
    case 'in':
      return anyOf((operand as readonly MetadataValue[]).map((each) => toEqual(field, operator, each)));
    case 'between': {
      const [low, high] = operand as readonly [MetadataValue, MetadataValue];
      return allOf([toNumberTest(field, operator, 'gte', low), toNumberTest(field, operator, 'lte', high)]);
    }
    case 'exists': {
      const known = field.type === undefined ? types : [field.type];
      const present = anyOf(known.map((type) => ({ field: field.name, test: 'has', type })));
      return operand === true ? present : notOf(present);
    }
    case 'contains':
      if (field.type === 'string[]')
        return anyOf(formsOf(field, operand as string).map(([name, entry]) => ({ field: name, test: 'holds', entry })));
      throw unsupported(
        field,
        operator,
        field.type === undefined ? "a field that was not declared as 'string[]'" : 'a string',
      );
    default:
      // Only gt, gte, lt and lte are left.
      return toNumberTest(field, operator, operator as NumberTest, operand as MetadataValue);
  }
}

function toEqual(field: Field, operator: string, operand: MetadataValue): Condition {
  if (typeof operand === 'boolean') return { field: field.name, test: 'is', value: operand };
  if (typeof operand === 'string')
    return anyOf(formsOf(field, operand).map(([name, value]) => ({ field: name, test: 'is', value })));
  if (typeof operand === 'number' || isDate(operand)) return toNumberTest(field, operator, 'eq', operand);
  throw unsupported(field, operator, 'a list');
}

/** Matches texts that fold to the same form as `operand`: see `encodeMetadata`. */
function formsOf({ name }: Field, operand: string): readonly (readonly [field: string, text: string])[] {
  const folded = foldText(operand);
  const own: readonly (readonly [string, string])[] = folded === operand ? [] : [[name, operand]];
  return [[name, folded], [foldedField(name), folded], ...own];
}

function toNumberTest(field: Field, operator: string, test: NumberTest, operand: MetadataValue): Condition {
  if (typeof operand === 'number') return { field: field.name, test, type: 'number', value: operand };
  if (isDate(operand)) return { field: field.name, test, type: 'date', value: operand.getTime() };
  throw unsupported(field, operator, 'a string');
}

function unsupported({ name }: Field, operator: string, what: string): TypeError {
  return new TypeError(
    `A remote store cannot do \`${operator}\` of \`${name}\` on ${what} exactly. Filter by another field, or search a local store.`,
  );
}

/** True if any of `parts` is. */
function anyOf(parts: readonly Condition[]): Condition {
  if (parts.includes(true)) return true;
  const left = parts.filter((part) => part !== false);
  return left.length > 1 ? { any: left } : (left[0] ?? false);
}

/** True if `part` is not. */
function notOf(part: Condition): Condition {
  return typeof part === 'boolean' ? !part : { not: part };
}

/** True if all of `parts` are. */
function allOf(parts: readonly Condition[]): Condition {
  if (parts.includes(false)) return false;
  const left = parts.filter((part) => part !== true);
  return left.length > 1 ? { all: left } : (left[0] ?? true);
}
