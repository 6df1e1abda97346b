import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFilter, filterItems } from './compile-filter.ts';
import { hasBit } from '../format/row-bits.ts';
import { encodeRowBlock, RowBlock } from '../format/row-block.ts';
import type { FieldTest, Filter } from '../contract/filter.ts';
import type { Metadata, MetadataValue } from '../contract/item.ts';
import type { MetadataSchema } from '../contract/metadata-schema.ts';

/** Whether a row with this metadata passes. */
function passes(filter: Filter, metadata: Metadata, schema?: MetadataSchema): boolean {
  const row = { id: 'a', metadata, modality: 'image', addedAt: 0, sequence: 0 } as const;
  return compileFilter(filter, schema)(new RowBlock(encodeRowBlock([row])))[0] === 1;
}

// A second, naive evaluator: everything becomes a tagged JSON text, comparisons go by kind.
const kindOf = (value: MetadataValue): string =>
  value instanceof Date ? 'date' : Array.isArray(value) ? 'list' : typeof value;
// Texts that are drawn, each with the form it is compared in.
const forms: Readonly<Record<string, string>> = {
  a: 'a',
  B: 'b',
  ab: 'ab',
  Abc: 'abc',
  '': '',
  Straße: 'strasse',
  STRASSE: 'strasse',
  'A\u0308b': '\u00e4b',
  '\u00c4B': '\u00e4b',
  İ: 'i',
};
const read = (text: string): string => forms[text] ?? text;
const textOf = (value: MetadataValue): string =>
  kindOf(value) +
  JSON.stringify(typeof value === 'string' ? read(value) : Array.isArray(value) ? value.map(read) : value);
const numberOf = (value: MetadataValue): number | string =>
  value instanceof Date ? value.getTime() : typeof value === 'string' ? read(value) : NaN;

function naiveTest(value: MetadataValue | undefined, test: FieldTest): boolean {
  const comparable = (operand: MetadataValue): boolean => value !== undefined && kindOf(value) === kindOf(operand);
  const has = (operand: MetadataValue): boolean => value !== undefined && textOf(value) === textOf(operand);
  const at = (operand: MetadataValue): number => {
    const [a, b] = [numberOf(value ?? ''), numberOf(operand)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
  if (test.eq !== undefined && !has(test.eq)) return false;
  if (test.ne !== undefined && has(test.ne)) return false;
  if (test.in !== undefined && !test.in.some(has)) return false;
  if (test.gt !== undefined && !(comparable(test.gt) && at(test.gt) > 0)) return false;
  if (test.gte !== undefined && !(comparable(test.gte) && at(test.gte) >= 0)) return false;
  if (test.lt !== undefined && !(comparable(test.lt) && at(test.lt) < 0)) return false;
  if (test.lte !== undefined && !(comparable(test.lte) && at(test.lte) <= 0)) return false;
  if (test.between !== undefined) {
    const [low, high] = test.between;
    if (!(comparable(low) && at(low) >= 0 && at(high) <= 0)) return false;
  }
  if (test.exists !== undefined && (value !== undefined) !== test.exists) return false;
  const word = test.contains;
  if (word === undefined) return true;
  if (typeof value === 'string') return read(value).includes(read(word));
  return Array.isArray(value) && value.some((entry: string) => read(entry) === read(word));
}

function naive(metadata: Metadata, filter: Filter): boolean {
  return Object.entries(filter).every(([key, part]) => {
    if (key === 'and') return (part as Filter[]).every((each) => naive(metadata, each));
    if (key === 'or') return (part as Filter[]).some((each) => naive(metadata, each));
    if (key === 'not') return !naive(metadata, part as Filter);
    const isTest = typeof part === 'object' && !(part instanceof Date) && !Array.isArray(part);
    return naiveTest(metadata[key], isTest ? (part as FieldTest) : { eq: part as MetadataValue });
  });
}

const number = fc.integer({ min: 0, max: 4 });
const text = fc.constantFrom(...Object.keys(forms));
const date = fc.integer({ min: 0, max: 3 }).map((day) => new Date(2024, 0, 1 + day));
const list = fc.array(text, { maxLength: 2 });
const value: fc.Arbitrary<MetadataValue> = fc.oneof(number, text, fc.boolean(), date, list);
const comparable = fc.oneof(number, text, date);
const field = fc.constantFrom('x', 'y', 'constructor');
const metadata: fc.Arbitrary<Metadata> = fc.dictionary(field, value, { maxKeys: 3, noNullPrototype: true });
const fieldTest: fc.Arbitrary<FieldTest> = fc
  .record(
    {
      eq: value,
      ne: value,
      in: fc.array(value, { maxLength: 3 }),
      gt: comparable,
      gte: comparable,
      lt: comparable,
      lte: comparable,
      between: fc.oneof(fc.tuple(number, number), fc.tuple(text, text), fc.tuple(date, date)),
      exists: fc.boolean(),
      contains: text,
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .filter((test) => Object.keys(test).length > 0);
const { filter } = fc.letrec<{ filter: Filter; leaf: Filter; node: Filter }>((tie) => ({
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('node')),
  leaf: fc.dictionary(field, fc.oneof(value, fieldTest), { maxKeys: 2, noNullPrototype: true }),
  node: fc.record(
    {
      and: fc.array(tie('filter'), { maxLength: 2 }),
      or: fc.array(tie('filter'), { maxLength: 2 }),
      not: tie('filter'),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
}));

test('agrees with a naive evaluator', () => {
  fc.assert(
    fc.property(filter, metadata, (given, facts) => {
      // A dictionary without `constructor` still inherits one; the naive evaluator must not see it.
      const own = Object.assign(Object.create(null) as Metadata, facts);
      const passed = naive(own, given);
      expect(passes(given, facts)).toBe(passed);
      expect(
        filterItems([{ metadata: {} }, { metadata: facts }], given).some(({ metadata }) => metadata === facts),
      ).toBe(passed);
    }),
    { numRuns: 3_000 },
  );
});

test.each<[string, unknown]>([
  ['an unknown operator', { year: { like: 'x' } }],
  ['an inherited name as operator', { year: { constructor: 1 } }],
  ['no operator', { year: {} }],
  ['null', { year: null }],
  ['NaN', { year: NaN }],
  ['NaN in an operator', { year: { gt: NaN } }],
  ['an invalid date', { when: { gt: new Date(NaN) } }],
  ['a function', { year: () => 1 }],
  ['a list of numbers', { year: [1, 2] }],
  ['in without a list', { year: { in: 5 } }],
  ['between with one end', { year: { between: [1] } }],
  ['between with three ends', { year: { between: [1, 2, 3] } }],
  ['between of two kinds', { year: { between: [1, 'b'] } }],
  ['between of booleans', { year: { between: [true, false] } }],
  ['gt with a boolean', { year: { gt: true } }],
  ['gt with a list', { year: { gt: ['a'] } }],
  ['exists with a text', { year: { exists: 'yes' } }],
  ['contains with a number', { tags: { contains: 3 } }],
  ['and without a list', { and: { year: 1 } }],
  ['or with a text inside', { or: ['x'] }],
  ['not with a text', { not: 'x' }],
  ['a malformed filter deep inside', { and: [{ or: [{ not: { year: { gte: [] } } }] }] }],
  ['a text', 'year'],
  ['null itself', null],
  ['a list', []],
])('refuses %s with a TypeError', (_, malformed) => {
  expect(() => compileFilter(malformed as Filter)).toThrow(TypeError);
});

test.each<[Filter, Metadata]>([
  [{ street: 'STRASSE' }, { street: 'Straße' }],
  [{ city: 'istanbul' }, { city: 'İstanbul' }],
  [{ name: { contains: 'Gärten' } }, { name: 'Müllers Gärten Café.png'.normalize('NFD') }],
  [{ folder: 'Ferien/Österreich' }, { folder: 'Ferien/Österreich'.normalize('NFD') }],
  [{ folder: { in: ['x', 'Ferien/Österreich'.normalize('NFD')] } }, { folder: 'ferien/österreich' }],
  [{ name: { contains: '학점' } }, { name: '학점인정2.png'.normalize('NFD') }],
  [{ name: 'dsc01273.PNG' }, { name: 'ＤＳＣ０１２７３.png' }],
  [{ tags: { contains: 'CAFÉ' } }, { tags: ['café'.normalize('NFD')] }],
  [{ tags: ['Meer', 'ＳＥＡ'] }, { tags: ['meer', 'sea'] }],
  [{ name: { between: ['A', 'C'] } }, { name: 'b' }],
  [{ not: { name: { ne: 'STRASSE' } } }, { name: 'straße' }],
])('%j passes %j: text is compared as it reads', (given, facts) => {
  expect(passes(given, facts)).toBe(true);
});

test.each<[Filter, Metadata]>([
  [{ name: 'cafe' }, { name: 'café' }],
  [{ name: { contains: 'Osterreich' } }, { name: 'Österreich' }],
  [{ name: '1' }, { name: 1 }],
])('%j does not pass %j: accents and types count', (given, facts) => {
  expect(passes(given, facts)).toBe(false);
});

test('treats undefined as not given', () => {
  expect(passes({ year: undefined }, {})).toBe(true);
  expect(passes({ year: { gte: 2020, lte: undefined as never } }, { year: 2024 })).toBe(true);
});

test('checks operands against declared types, and rejects unknown fields', () => {
  const schema = { year: 'number', tags: 'string[]', when: 'date', name: 'string' } as const;
  expect(
    passes({ year: { between: [2000, 2010] }, tags: { contains: 'a' } }, { year: 2005, tags: ['a'] }, schema),
  ).toBe(true);
  expect(passes({ not: { name: { contains: 'X' } } }, { name: 'axa' }, schema)).toBe(false);
  for (const wrong of [
    { month: 3 },
    { or: [{ not: { month: { exists: true } } }] },
    { year: '2005' },
    { year: { in: [2005, 'x'] } },
    { tags: 'a' },
    { when: { gt: 3 } },
  ])
    expect(() => compileFilter(wrong as Filter, schema), JSON.stringify(wrong)).toThrow(TypeError);
});

test('the rows of a whole block are selected together', () => {
  const rows = Array.from({ length: 21 }, (_, i) => ({
    id: String(i),
    metadata: i % 2 === 0 ? { n: i } : {},
    modality: 'image' as const,
    addedAt: 0,
    sequence: i,
  }));
  const bits = compileFilter({ not: { n: { lt: 18 } } })(new RowBlock(encodeRowBlock(rows)));
  expect(rows.filter((_, row) => hasBit(bits, row)).map(({ id }) => Number(id))).toEqual([
    1, 3, 5, 7, 9, 11, 13, 15, 17, 18, 19, 20,
  ]);
});
