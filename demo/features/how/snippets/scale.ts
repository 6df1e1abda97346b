import { openStore } from 'onsight/store';

/** Stores vectors, and finds the nearest ones under a filter; exact, in a worker of its own. */
export async function nearestRows(rows: AsyncIterable<{ vector: Float32Array; metadata: { year: number } }>) {
  const store = await openStore('rows', { dims: 128, metadata: { year: 'number' } });
  await store.addMany(rows);
  const query = new Float32Array(128).fill(1);
  const hits = await store.search(query, { limit: 10, filter: { year: { gte: 2020 } } });
  const rowCount = await store.count();
  await store.close();
  return { rowCount, hits };
}
