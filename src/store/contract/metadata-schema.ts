import { checkObject } from '../../core/check.ts';
import type { Metadata, MetadataValue } from './item.ts';
import { describeValue, isDate } from './metadata-value.ts';

/** Type of a metadata field. */
export type FieldType = 'string' | 'number' | 'boolean' | 'date' | 'string[]';

/** Fields that rows of a store may have. */
export type MetadataSchema = Readonly<Record<string, FieldType>>;

interface FieldValues {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly date: Date;
  readonly 'string[]': readonly string[];
}

/**
 * Metadata of a store with this schema: any of its fields.
 *
 * @example `MetadataOf<{ year: 'number'; tags: 'string[]' }> // { year?: number; tags?: readonly string[] }`
 */
export type MetadataOf<S extends MetadataSchema> = { readonly [F in keyof S]?: FieldValues[S[F]] };

const isOfType: Readonly<Record<FieldType, (value: MetadataValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  date: isDate,
  'string[]': (value) => Array.isArray(value),
};

const operators: ReadonlySet<string> = new Set(['and', 'or', 'not']);

/** @throws TypeError if a type is unknown, or a field has the name of a filter operator */
export function checkSchema(schema: MetadataSchema): void {
  checkObject('metadata', schema);
  for (const [field, type] of Object.entries(schema)) {
    if (operators.has(field))
      throw new TypeError(`A metadata field cannot be called \`${field}\`: filters combine with it.`);
    if (!Object.hasOwn(isOfType, type)) {
      throw new TypeError(
        `Expected the type of \`metadata.${field}\` to be one of ${Object.keys(isOfType).join(', ')}, got ${typeof type === 'string' ? `'${type as string}'` : describeValue(type)}.`,
      );
    }
  }
}

/** Returns the type of a field. @throws TypeError if the schema has no such field */
export function fieldType(schema: MetadataSchema, field: string): FieldType {
  const type = Object.hasOwn(schema, field) ? schema[field] : undefined;
  if (type !== undefined) return type;
  const known = Object.keys(schema).join(', ') || 'none';
  throw new TypeError(`Unknown metadata field \`${field}\`. The store was opened with the fields: ${known}.`);
}

/** @throws TypeError if a field is not in the schema, or a value has another type */
export function checkAgainst(schema: MetadataSchema, metadata: Metadata): void {
  for (const [field, value] of Object.entries(metadata)) {
    const type = fieldType(schema, field);
    if (!isOfType[type](value))
      throw new TypeError(`Expected \`metadata.${field}\` to be a ${type}, got ${describeValue(value)}.`);
  }
}

/** @throws TypeError if a filter uses `contains` on a field that is neither a string nor a list */
export function checkContains(schema: MetadataSchema, field: string, where: string): void {
  const type = fieldType(schema, field);
  if (type !== 'string' && type !== 'string[]')
    throw new TypeError(`\`${where}\` is for strings and lists; \`${field}\` is a ${type}.`);
}

/** @throws TypeError if a filter compares a field with a value of another type */
export function checkOperand(schema: MetadataSchema, field: string, where: string, operand: MetadataValue): void {
  const type = fieldType(schema, field);
  if (isOfType[type](operand)) return;
  throw new TypeError(`Expected \`${where}\` to be a ${type}, as the field is, got ${describeValue(operand)}.`);
}
