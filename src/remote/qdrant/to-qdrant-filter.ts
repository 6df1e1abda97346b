import type { Schemas } from '@qdrant/js-client-rest';
import type { Condition, Leaf } from '../condition.ts';
import { keyOf, kindOf, kindsKey } from '../rows/encode-metadata.ts';

/** Qdrant's filter. */
export type QdrantFilter = Schemas['Filter'];

/**
 * A condition as Qdrant's filter.
 *
 * @example `toQdrantFilter({ field: 'year', test: 'gte', type: 'number', value: 2020 }) // { must: [{ key: '"year"', range: { gte: 2020 } }] }`
 */
export function toQdrantFilter(condition: Exclude<Condition, boolean>): QdrantFilter {
  const part = translate(condition);
  return 'key' in part ? { must: [part] } : part;
}

function translate(condition: Condition): QdrantFilter | Schemas['FieldCondition'] {
  if (typeof condition === 'boolean') throw new TypeError('Expected a condition without constants inside.');
  if ('not' in condition) return { must_not: [translate(condition.not)] };
  if ('all' in condition) return { must: condition.all.map(translate) };
  if ('any' in condition) return { should: condition.any.map(translate) };
  return translateLeaf(condition);
}

function translateLeaf(leaf: Leaf): Schemas['FieldCondition'] {
  switch (leaf.test) {
    case 'has':
      return { key: quote(kindsKey), match: { value: kindOf(leaf.field, leaf.type) } };
    case 'is':
      return { key: quote(leaf.field), match: { value: leaf.value } };
    case 'holds':
      return { key: quote(keyOf(leaf.field, 'string[]')), match: { value: leaf.entry } };
    default: {
      // Qdrant's `match` supports integers only; a range of one number matches any.
      const range = leaf.test === 'eq' ? { gte: leaf.value, lte: leaf.value } : { [leaf.test]: leaf.value };
      return { key: quote(keyOf(leaf.field, leaf.type)), range };
    }
  }
}

/** Quotes a name for Qdrant's JSON path, so that dots and brackets are literal. */
function quote(name: string): string {
  return `"${name}"`;
}
