import { checkMetadata } from './check-rows.ts';
import type { Metadata, MetadataValue } from './item.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import { describeValue, isPlainObject } from './metadata-value.ts';

/**
 * Returns the function that changes the metadata of a row: sets the given fields, removes those that are `undefined`;
 * with `replace`, keeps only the given ones.
 *
 * @throws TypeError if a value cannot be stored
 */
export function changeMetadata(
  change: Readonly<Record<string, MetadataValue | undefined>> | undefined,
  replace: boolean,
  schema: MetadataSchema | undefined,
): (old: Metadata) => Metadata {
  if (change === undefined) return (old) => old;
  if (!isPlainObject(change))
    throw new TypeError(`Expected \`metadata\` to be an object, got ${describeValue(change)}.`);
  const entries = Object.entries(change);
  const set = checkMetadata(
    Object.fromEntries(entries.filter((entry): entry is [string, MetadataValue] => entry[1] !== undefined)),
    schema,
  );
  if (replace) return () => set;
  const removed = new Set(entries.flatMap(([field, value]) => (value === undefined ? [field] : [])));
  // Object.fromEntries defines properties, so a field called `__proto__` stays a field.
  return (old) =>
    Object.fromEntries([...Object.entries(old).filter(([field]) => !removed.has(field)), ...Object.entries(set)]);
}
