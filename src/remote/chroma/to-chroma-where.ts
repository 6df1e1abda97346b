import type { Where } from 'chromadb';
import type { Condition, Leaf, NumberTest } from '../condition.ts';
import { keyOf, kindOf, kindsKey } from '../rows/encode-metadata.ts';

/**
 * A condition as Chroma's `where`. Chroma has no `not`: it is pushed down to the leaves, whose opposites Chroma knows
 * (`$ne` and `$not_contains` pass rows without the key, as the opposite of a {@link Leaf} must).
 *
 * @example `toChromaWhere({ field: 'year', test: 'gte', type: 'number', value: 2020 }) // { year: { $gte: 2020 } }`
 */
export function toChromaWhere(condition: Exclude<Condition, boolean>): Where {
  return translate(condition, true);
}

function translate(condition: Condition, holds: boolean): Where {
  if (typeof condition === 'boolean') throw new TypeError('Expected a condition without constants inside.');
  if ('not' in condition) return translate(condition.not, !holds);
  if ('all' in condition) {
    const parts = condition.all.map((part) => translate(part, holds));
    return holds ? { $and: parts } : { $or: parts };
  }
  if ('any' in condition) {
    const parts = condition.any.map((part) => translate(part, holds));
    return holds ? { $or: parts } : { $and: parts };
  }
  return translateLeaf(condition, holds);
}

function translateLeaf(leaf: Leaf, holds: boolean): Where {
  switch (leaf.test) {
    case 'has': {
      const kind = kindOf(leaf.field, leaf.type);
      return { [kindsKey]: holds ? { $contains: kind } : { $not_contains: kind } };
    }
    case 'is':
      return { [leaf.field]: holds ? { $eq: leaf.value } : { $ne: leaf.value } };
    case 'holds': {
      const key = keyOf(leaf.field, 'string[]');
      return { [key]: holds ? { $contains: leaf.entry } : { $not_contains: leaf.entry } };
    }
    default: {
      const key = keyOf(leaf.field, leaf.type);
      if (holds) return compare(key, leaf.test, leaf.value);
      const missing: Where = { [kindsKey]: { $not_contains: kindOf(leaf.field, leaf.type) } };
      return { $or: [missing, ...opposites[leaf.test].map((test) => compare(key, test, leaf.value))] };
    }
  }
}

const opposites: Readonly<Record<NumberTest, readonly NumberTest[]>> = {
  eq: ['lt', 'gt'],
  gt: ['lte'],
  gte: ['lt'],
  lt: ['gte'],
  lte: ['gt'],
};

/**
 * Compares a number. Chroma keeps whole numbers and others in two columns. A whole operand is compared with both as it
 * is, but another is cut to a whole number (towards 0) before it is compared with the whole ones: for them its whole
 * neighbours are asked too.
 */
function compare(key: string, test: NumberTest, value: number): Where {
  if (Number.isInteger(value)) {
    const whole: Readonly<Record<NumberTest, Where>> = {
      eq: { [key]: { $eq: value } },
      gt: { [key]: { $gt: value } },
      gte: { [key]: { $gte: value } },
      lt: { [key]: { $lt: value } },
      lte: { [key]: { $lte: value } },
    };
    return whole[test];
  }
  const below = Math.floor(value);
  const above = Math.ceil(value);
  const split: Readonly<Record<NumberTest, Where>> = {
    eq: { $and: [{ [key]: { $eq: value } }, { [key]: { $gt: below } }, { [key]: { $lt: above } }] },
    gt: { $or: [{ [key]: { $gt: value } }, { [key]: { $gte: above } }] },
    gte: { $and: [{ [key]: { $gte: value } }, { [key]: { $gt: below } }] },
    lt: { $or: [{ [key]: { $lt: value } }, { [key]: { $lte: below } }] },
    lte: { $and: [{ [key]: { $lte: value } }, { [key]: { $lt: above } }] },
  };
  return split[test];
}
