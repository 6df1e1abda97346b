import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Metadata, NewRow, Row } from '../contract/item.ts';
import type { RowStore } from '../contract/store.ts';

const dims = 4;

/** How rows are handed in; each mutates what it handed in as soon as it has control again. */
const ways = ['add', 'array', 'iterator', 'generator', 'asyncGenerator'] as const;
type Way = (typeof ways)[number];

interface Call {
  readonly way: Way;
  readonly rows: number;
  readonly vectors: 'whole' | 'part of a buffer' | 'numbers';
}

const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.record({
    way: fc.constantFrom(...ways),
    // Around the size of a message to a worker.
    rows: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 60, max: 135 })),
    vectors: fc.constantFrom('whole' as const, 'part of a buffer' as const, 'numbers' as const),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Components of the vector of row `n`, of length 1. */
function vectorOf(n: number): readonly number[] {
  return [Math.cos(n), Math.sin(n) * Math.cos(n * n), Math.sin(n) * Math.sin(n * n), 0];
}

function metadataOf(n: number): Metadata {
  return { n, at: new Date(1_600_000_000_000 + n), tags: [`tag ${String(n)}`, 'all'] };
}

/** One of each value that a caller may reuse for all of its rows. */
class Scratch {
  readonly vector: Float32Array | number[];
  readonly metadata = { n: -1, at: new Date(0), tags: ['', ''] };
  readonly thumbnail = { type: 'image/png', bytes: new ArrayBuffer(1) };
  readonly row: { id: string } & NewRow;

  constructor(vectors: Call['vectors']) {
    this.vector = vectors === 'numbers' ? [0, 0, 0, 0] : new Float32Array(3 * dims);
    if (this.vector instanceof Float32Array)
      this.vector = vectors === 'whole' ? new Float32Array(dims) : this.vector.subarray(dims, 2 * dims);
    const { vector, metadata, thumbnail } = this;
    this.row = { id: '', vector, metadata, thumbnail };
  }

  /** The one row object, with the values of row `n`. */
  fill(n: number): NewRow {
    vectorOf(n).forEach((value, i) => (this.vector[i] = value));
    this.metadata.n = n;
    this.metadata.at.setTime(1_600_000_000_000 + n);
    this.metadata.tags.splice(0, 2, `tag ${String(n)}`, 'all');
    new Uint8Array(this.thumbnail.bytes)[0] = n;
    this.row.id = `row ${String(n)}`;
    return this.row;
  }

  spoil(): void {
    this.fill(1_000_000);
  }
}

function add(store: RowStore, { way, rows, vectors }: Call, first: number): readonly Promise<unknown>[] {
  const scratch = new Scratch(vectors);
  const all = Array.from({ length: rows }, (_, i) => first + i);
  const call = (input: Iterable<NewRow> | AsyncIterable<NewRow>): readonly Promise<unknown>[] => {
    const added = store.addMany(input);
    scratch.spoil();
    return [added];
  };
  switch (way) {
    case 'add':
      return all.map((n) => {
        const added = store.add(scratch.fill(n));
        scratch.spoil();
        return added;
      });
    case 'array': {
      const own = all.map((n) => {
        const each = new Scratch(vectors);
        return { each, row: each.fill(n) };
      });
      const list = own.map(({ row }) => row);
      const added = store.addMany(list);
      for (const { each } of own) each.spoil();
      list.length = 0;
      return [added];
    }
    case 'iterator': {
      let at = 0;
      const next = (): IteratorResult<NewRow> => {
        const n = all[at++];
        return n === undefined ? { done: true, value: undefined } : { done: false, value: scratch.fill(n) };
      };
      return call({ [Symbol.iterator]: () => ({ next }) });
    }
    case 'generator':
      return call(
        (function* () {
          for (const n of all) {
            yield scratch.fill(n);
            scratch.spoil();
          }
        })(),
      );
    case 'asyncGenerator':
      return call(
        (async function* () {
          for (const n of all) {
            await Promise.resolve();
            yield scratch.fill(n);
            scratch.spoil();
          }
        })(),
      );
  }
}

function expectRow(row: Row<Metadata, 'vector' | 'metadata'> | undefined, expected: number): void {
  expect(row?.metadata).toEqual(metadataOf(expected));
  const vector = row?.vector ?? new Float32Array(dims);
  vectorOf(expected).forEach((value, i) => {
    expect(vector[i]).toBeCloseTo(value, 3);
  });
}

async function expectRows(store: RowStore, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, n) => `row ${String(n)}`);
  const thumbnails = await store.thumbnails(ids);
  const rows = new Map<string, Row<Metadata, 'vector' | 'metadata'>>();
  for await (const row of store.scan({ include: ['vector', 'metadata'] })) rows.set(row.id, row);
  for (let n = 0; n < count; n += 1) {
    expectRow(rows.get(`row ${String(n)}`), n);
    expect([...new Uint8Array(thumbnails.get(`row ${String(n)}`)?.bytes ?? new ArrayBuffer(0))]).toEqual([n & 255]);
  }
  expect(await store.count()).toBe(count);
}

/** Calls everything that takes values beside rows, and mutates the values before the call can have ended. */
async function expectCalls(store: RowStore, count: number): Promise<void> {
  const query = new Scratch('part of a buffer');
  query.fill(0);
  const filter = { at: { lte: new Date(1_600_000_000_000) }, or: [{ n: { in: [0] } }] };
  const include = ['metadata'] as const;
  const options = { limit: 1, filter, include: [...include] };
  const searching = store.search(query.vector, options);
  const many = [query.vector];
  const searchingMany = store.searchMany(many, { limit: 1 });
  const counting = store.count(filter);
  const listing = store.list(options);
  query.spoil();
  many.length = 0;
  filter.at.lte.setTime(0);
  filter.or.length = 0;
  options.include.length = 0;
  for (const hits of [await searching, (await searchingMany)[0] ?? [], await listing])
    expect(hits.map(({ id, metadata }) => [id, metadata])).toEqual([['row 0', metadataOf(0)]]);
  expect(await counting).toBe(1);

  const change = new Scratch('whole');
  change.fill(count);
  const updating = store.update('row 0', { vector: change.vector, metadata: change.metadata }, { replace: true });
  change.spoil();
  await updating;
  expectRow(await store.get('row 0', { include: ['vector', 'metadata'] }), count);

  const ids = ['row 0'];
  const asked = store.has(ids);
  const deleting = store.delete(ids);
  ids[0] = 'row 1';
  expect([...(await asked)].every((id) => id === 'row 0')).toBe(true);
  expect(await deleting).toBe(1);
  expect(await store.has(['row 0'])).toEqual(new Set());
}

/** Tests that a store keeps what it was handed, whatever its owner does to it afterwards. */
export function keepsWhatItTook(open: () => Promise<RowStore>, numRuns: number): void {
  test('values that a caller mutates after a call or a yield change nothing', { timeout: 60_000 }, async () => {
    const property = fc.asyncProperty(calls, async (given) => {
      const store = await open();
      let first = 0;
      const adding = given.flatMap((call) => {
        const started = add(store, call, first);
        first += call.rows;
        return started;
      });
      await Promise.all(adding);
      await expectRows(store, first);
      await expectCalls(store, first);
      await store.destroy();
    });
    await fc.assert(property, { numRuns });
  });
}
