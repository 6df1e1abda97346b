// Builds and asks a store of onsight/store, in the worker that this is.
import { openStore } from '/dist/store.js';

const dims = 512;
const random = seededRandom(7);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const spectrum = Float32Array.from({ length: dims }, (_, i) => (1 + i) ** -0.5 / 2.6);
const signs = Float32Array.from({ length: dims }, () => (random() < 0.5 ? -1 : 1));

/** A deviation by the spectrum, in directions that are not the dimensions (random signs and a Walsh-Hadamard transform). */
function deviation(length) {
  const values = spectrum.map((each, i) => each * gaussian() * length * signs[i]);
  for (let half = 1; half < dims; half *= 2) {
    for (let i = 0; i < dims; i += 1) {
      if (i & half) continue;
      const [a, b] = [values[i], values[i + half]];
      values[i] = a + b;
      values[i + half] = a - b;
    }
  }
  return values.map((value) => value / Math.sqrt(dims));
}

const mean = Float32Array.from({ length: dims }, () => (gaussian() * 0.7) / Math.sqrt(dims));
const textMean = Float32Array.from({ length: dims }, () => (gaussian() * 0.7) / Math.sqrt(dims));
const centres = Array.from({ length: 1000 }, () => deviation(0.55));
const noise = Array.from({ length: 4096 }, () => deviation(0.45));

function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function vector(from = mean) {
  const centre = centres[Math.floor(random() ** 2 * centres.length)];
  const [one, other] = [noise[Math.floor(random() * 4096)], noise[Math.floor(random() * 4096)]];
  return from.map((value, i) => value + centre[i] + 0.8 * one[i] + 0.6 * other[i]);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
async function times(count, work) {
  const taken = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await work(i);
    taken.push(performance.now() - start);
  }
  return { median: median(taken), p95: taken.toSorted((a, b) => a - b)[Math.floor(count * 0.95)] };
}

let store;
const work = {
  async build(rows) {
    store = await openStore('bench', { dims, metadata: { year: 'number', label: 'number' } });
    let making = 0;
    async function* make() {
      for (let i = 0; i < rows; i += 1) {
        const start = performance.now();
        const row = { id: `photo-${i}`, vector: vector(), metadata: { year: 2000 + (i % 25), label: i % 100 } };
        making += performance.now() - start;
        yield row;
      }
    }
    const start = performance.now();
    await store.addMany(make());
    return performance.now() - start - making;
  },
  async open() {
    const start = performance.now();
    store = await openStore('bench', { dims, metadata: { year: 'number', label: 'number' } });
    await store.search(vector(), { limit: 10 });
    return performance.now() - start;
  },
  async ask() {
    const queries = Array.from({ length: 100 }, (_, i) => vector(i % 2 === 0 ? mean : textMean));
    for (const query of queries) await store.search(query, { limit: 10 });
    const query = await times(100, (i) => store.search(queries[i], { limit: 10 }));
    const text = await times(50, (i) => store.search(queries[2 * i + 1], { limit: 10 }));
    await store.search(queries[0], { limit: 10, filter: { label: 7 } });
    const filter = await times(100, (i) => store.search(queries[i], { limit: 10, filter: { label: 7 } }));
    let label = 10;
    const newFilter = await times(20, () => store.search(queries[0], { limit: 10, filter: { label: label++ } }));
    const remove = await times(20, (i) => store.delete(`photo-${i * 37}`));
    return { query, text, filter, newFilter, remove, stats: await store.stats() };
  },
  async duplicates(threshold) {
    const start = performance.now();
    const groups = await store.duplicates({ threshold });
    return { ms: performance.now() - start, rows: groups.reduce((sum, { ids }) => sum + ids.length, 0) };
  },
  /** The same by a search for every row: all pairs, by the codes and the vectors of those that may count. */
  async allPairs(threshold) {
    const rows = [];
    for await (const row of store.scan({ include: ['vector'] })) rows.push(row);
    const limit = rows.length;
    const linked = new Set();
    const start = performance.now();
    for (const { id, vector } of rows) {
      const hits = await store.search(vector, { limit, minScore: threshold, include: [] });
      if (hits.length > 1) linked.add(id);
    }
    return { ms: performance.now() - start, rows: linked.size };
  },
};

globalThis.onmessage = async ({ data: { name, value } }) => {
  try {
    globalThis.postMessage({ value: await work[name](value) });
  } catch (error) {
    globalThis.postMessage({ error: String(error?.stack ?? error) });
  }
};
globalThis.postMessage({ value: 'ready' });
