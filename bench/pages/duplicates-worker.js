// Near-duplicates in a store of onsight/store, in this worker.
import { openStore } from '/dist/store.js';
import { answerCalls } from './answer-calls.js';
import { createMadeVectors, dims } from './made-vectors.js';

let store;
answerCalls({
  async build(rows) {
    store = await openStore('bench', { dims });
    const made = createMadeVectors();
    function* make() {
      for (let i = 0; i < rows; i += 1) yield { id: `photo-${i}`, vector: made.row(i) };
    }
    await store.addMany(make());
  },
  async duplicates(threshold) {
    const start = performance.now();
    const groups = await store.duplicates({ threshold });
    return { ms: performance.now() - start, rows: groups.reduce((sum, { ids }) => sum + ids.length, 0) };
  },
  /** The same by one search per row: all pairs, by the codes, and the vectors of candidates. */
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
});
