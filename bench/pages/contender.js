// The calls of a vector store in bench/store.bench.ts and their timing; the same for ours and every peer.
import { createMadeVectors, dims } from './made-vectors.js';

/**
 * One row to store. Its label is `id % 100`, so that a filter by label passes 1 %.
 *
 * @typedef {{ id: number, vector: Float32Array, label: number }} Row
 */

/**
 * An open store. What a peer cannot do is left out.
 *
 * @typedef {object} Peer
 * @property {(batches: (size: number) => Iterable<Row[]>) => Promise<void>} addMany takes all rows, in batches as large as it likes
 * @property {() => Promise<void>} [persist] resolves when all that was added is on disk; left out where `addMany` does that
 * @property {(vector: Float32Array, k: number) => number[] | Promise<number[]>} search ids, nearest first
 * @property {(vector: Float32Array, k: number, label: number) => number[] | Promise<number[]>} [filter] the same among the rows of a label
 * @property {boolean} [knowsFilters] whether a filter asked before is answered in another way than a new one
 * @property {(row: Row) => Promise<void>} [remove] resolves when the row is off the disk
 */

/**
 * A module of bench/peers: opens or makes the store of that name; `rows` is the most it will hold, `variant` its kind.
 *
 * @typedef {{ open: (name: string, about: { dims: number, rows: number, variant: string }) => Promise<Peer> }} Adapter
 */

const k = 10;
const label = 7;
/** Queries that are timed, and then checked for recall. */
const queries = 100;

/** Milliseconds of `count` rounds, or of as many as fit into `mostMs`. */
async function times(count, mostMs, work) {
  const taken = [];
  const begin = performance.now();
  for (let i = 0; i < count && (i === 0 || performance.now() - begin < mostMs); i += 1) {
    const start = performance.now();
    await work(i);
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { median: taken[taken.length >> 1], p95: taken[Math.floor(taken.length * 0.95)] };
}

/** @param {Adapter} adapter */
export function createContender(adapter, { rows, variant }) {
  /** @type {Peer} */
  let store;
  let vectors;
  const made = () => (vectors ??= createMadeVectors());
  const open = async () => void (store = await adapter.open('bench', { dims, rows, variant }));
  const rowOf = (id) => ({ id, vector: made().row(id), label: id % 100 });
  const asked = () => Array.from({ length: queries }, (_, i) => made().query(i));
  return {
    /** Milliseconds of adding all rows durably; making them is not counted. */
    async build() {
      await open();
      made();
      let making = 0;
      function* batches(size) {
        for (let first = 0; first < rows; first += size) {
          const start = performance.now();
          const batch = Array.from({ length: Math.min(size, rows - first) }, (_, i) => rowOf(first + i));
          making += performance.now() - start;
          yield batch;
        }
      }
      const start = performance.now();
      await store.addMany(batches);
      await store.persist?.();
      return performance.now() - start - making;
    },
    /** Opens the store and searches it once; returns the time of the result since the page's navigation. */
    async open(query) {
      await open();
      await store.search(Float32Array.from(query), k);
    },
    async search() {
      const given = asked();
      const found = [];
      await times(queries, 5_000, (i) => store.search(given[i], k));
      const taken = await times(queries, 60_000, async (i) => void (found[i] = await store.search(given[i], k)));
      return { ...taken, found };
    },
    async filter() {
      if (!store.filter) return null;
      const given = asked();
      await store.filter(given[0], k, label);
      return times(queries, 60_000, async (i) => {
        const found = await store.filter(given[i], k, label);
        if (found.some((id) => id % 100 !== label)) throw new Error('found rows that do not pass the filter');
        if (found.length < k) throw new Error(`found ${found.length} of ${k} rows that pass the filter`);
      });
    },
    async newFilter() {
      if (!store.knowsFilters) return null;
      const query = made().query(0);
      return times(20, 60_000, (i) => store.filter(query, k, 10 + i));
    },
    async remove() {
      if (!store.remove) return null;
      const gone = Array.from({ length: 20 }, (_, i) => rowOf(i * 37));
      const taken = await times(gone.length, 20_000, (i) => store.remove(gone[i]));
      const found = await store.search(gone[0].vector, k);
      if (found.includes(gone[0].id)) throw new Error('a removed row is still found');
      return taken;
    },
  };
}
