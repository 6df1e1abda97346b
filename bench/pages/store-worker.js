// Builds and asks a store of onsight/store, in the worker that this is.
import { openStore } from '/dist/store.js';

const dims = 512;
const random = seededRandom(7);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const noise = Float32Array.from({ length: 1 << 16 }, gaussian);
const spectrum = Float32Array.from({ length: dims }, (_, i) => (1 + i) ** -0.5 / 2.6);
const mean = Float32Array.from({ length: dims }, () => (gaussian() * 0.7) / Math.sqrt(dims));
const textMean = Float32Array.from({ length: dims }, () => (gaussian() * 0.7) / Math.sqrt(dims));
const centres = Array.from({ length: 1000 }, () => spectrum.map((deviation) => gaussian() * deviation * 0.55));

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
  const centre = centres[Math.floor(random() ** 2 * 1000)];
  let at = Math.floor(random() * (noise.length - dims));
  const result = new Float32Array(dims);
  for (let i = 0; i < dims; i += 1) result[i] = from[i] + centre[i] + noise[at++] * spectrum[i] * 0.45;
  return result;
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
};

self.onmessage = async ({ data: { name, value } }) => {
  try {
    self.postMessage({ value: await work[name](value) });
  } catch (error) {
    self.postMessage({ error: String(error?.stack ?? error) });
  }
};
self.postMessage({ value: 'ready' });
