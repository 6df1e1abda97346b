import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engines, newCollection } from '../../fixtures/remote/engines.ts';
import { compileFilter } from '../store/rows/compile-filter.ts';
import { encodeColumn, openColumn } from '../store/format/column.ts';
import type { Filter } from '../store/contract/filter.ts';
import type { Metadata } from '../store/contract/item.ts';
import type { MetadataSchema } from '../store/contract/metadata-schema.ts';
import { hasBit } from '../store/format/row-bits.ts';
import type { RowStore } from '../store/contract/store.ts';

const numbers = [-3, -2.5, -1, -0.5, 0, 0.1, 0.30000000000000004, 1, 1.5, 2, 2 ** 40, 2 ** 40 + 0.5, 1e300];
const strings = ['', 'a', 'b', 'A', 'año 2 ☃', '$and', "it's", 'Straße', 'STRASSE', 'İ', 'i', 'AN\u0303O 2 ☃', 'ｂ'];
const dates = [-1, 0, 1_700_000_000_000, 1_700_000_000_001].map((time) => new Date(time));
const lists = [[], ['a'], ['b', 'a'], ['', 'a,b', '☃'], ['B', 'É'], ['e\u0301']];
const values = [...numbers, ...strings, ...dates, ...lists, true, false];

const schema = { n: 'number', s: 'string', b: 'boolean', d: 'date', l: 'string[]' } as const satisfies MetadataSchema;
const typed = fc.record(
  {
    n: fc.constantFrom(...numbers),
    s: fc.constantFrom(...strings),
    b: fc.boolean(),
    d: fc.constantFrom(...dates),
    l: fc.constantFrom(...lists),
  },
  { requiredKeys: [] },
);
// Fields that are of one type in one row and of another in the next.
const anything = fc.dictionary(fc.constantFrom('x', 'y', 'with space', 'a.b'), fc.constantFrom(...values));

/** Filters that a server can do exactly, for fields of these types (undefined: any). */
function filtersOf(fields: Readonly<Record<string, keyof typeof kinds | undefined>>): fc.Arbitrary<Filter> {
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(...Object.keys(fields)).chain((field) => {
        const type = fields[field];
        const all = type === undefined ? Object.values(kinds) : [kinds[type]];
        return fc.oneof(...all.map((make) => make())).map((part): Filter => ({ [field]: part }));
      }),
      fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ not: tie('filter') }),
    ),
  }));
  return filter;
}

function ordered(of: readonly (number | Date)[]): fc.Arbitrary<object> {
  const one = fc.constantFrom(...of);
  const tests = { eq: one, ne: one, gt: one, gte: one, lt: one, lte: one, exists: fc.boolean() };
  return fc.oneof(
    fc.record({ ...tests, in: fc.array(one, { maxLength: 3 }), between: fc.tuple(one, one) }, { requiredKeys: [] }),
    one as fc.Arbitrary<never>,
  );
}

function plain(of: readonly (string | boolean)[]): fc.Arbitrary<object> {
  const one = fc.constantFrom(...of);
  return fc.record(
    { eq: one, ne: one, in: fc.array(one, { maxLength: 3 }), exists: fc.boolean() },
    { requiredKeys: [] },
  );
}

const kinds = {
  number: () => ordered(numbers),
  date: () => ordered(dates),
  string: () => plain(strings),
  boolean: () => plain([true, false]),
  'string[]': () =>
    fc.record(
      { contains: fc.constantFrom('a', 'b', '', 'a,b', '☃', 'A', 'é', 'ＢＢ'), exists: fc.boolean() },
      { requiredKeys: [] },
    ),
};

/** Which rows pass by the local store's own filter. */
function passing(rows: readonly Metadata[], filter: Filter, fields?: MetadataSchema): string[] {
  const bits = compileFilter(
    filter,
    fields,
  )({
    rows: rows.length,
    field: (name) => {
      const column = rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined));
      return column.every((value) => value === undefined) ? undefined : openColumn(encodeColumn(column), rows.length);
    },
  });
  return rows.flatMap((_, i) => (hasBit(bits, i) ? [String(i)] : []));
}

function hasEmptyTest(filter: unknown): boolean {
  if (Array.isArray(filter)) return filter.some(hasEmptyTest);
  if (typeof filter !== 'object' || filter === null || filter instanceof Date) return false;
  const parts = Object.values(filter);
  return parts.some((part) => hasEmptyTest(part) || (isRecord(part) && Object.keys(part).length === 0));
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

describe.each(engines)('%s', (_engine, open) => {
  test.each([
    ['declared fields', typed, { n: 'number', s: 'string', b: 'boolean', d: 'date', l: 'string[]' }, schema],
    ['any fields', anything, { x: undefined, y: undefined, 'with space': undefined, 'a.b': undefined }, undefined],
  ] as const)('the rows pass that a local store passes: %s', async (_name, rowsOf, fields, declared) => {
    const options = { collection: newCollection(), dims: 2 };
    const store: RowStore = await (declared === undefined ? open(options) : open({ ...options, metadata: declared }));
    const rows = fc.sample(rowsOf, { numRuns: 120, seed: 7 }) as readonly Metadata[];
    await store.addMany(rows.map((metadata, i) => ({ id: String(i), vector: [1, i], metadata })));
    let some = 0;
    let runs = 0;
    // A field of lists can be asked for `contains` only where it was declared.
    const askable = filtersOf(fields).filter(
      (filter) => !hasEmptyTest(filter) && !(declared === undefined && JSON.stringify(filter).includes('"contains"')),
    );
    await fc.assert(
      fc.asyncProperty(askable, async (filter) => {
        const expected = passing(rows, filter, declared);
        const found: string[] = [];
        for await (const row of store.scan({ filter, include: [] })) found.push(row.id);
        expect(found.sort()).toEqual([...expected].sort());
        runs += 1;
        if (expected.length > 0 && expected.length < rows.length) some += 1;
      }),
      { numRuns: 300 },
    );
    // The filters must tell rows apart, or nothing was seen.
    expect(some).toBeGreaterThan(runs / 10);
    for await (const row of store.scan()) expect(row.metadata).toEqual(rows[Number(row.id)]);
  });
});
