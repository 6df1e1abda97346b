import { create, insertMultiple, load, remove, save, search } from '@orama/orama';
import { readValue, writeDurably } from './durable-value.js';

/**
 * Orama in memory, with the result of its `save` in IndexedDB: its persistence plugin serialises to a string, which is
 * limited in length, and does not load in a worker.
 *
 * @type {import('../pages/contender.js').Adapter['open']}
 */
export async function open(name, { dims }) {
  const db = create({ schema: { label: 'number', vector: `vector[${dims}]` } });
  const saved = await readValue(name);
  if (saved !== undefined) load(db, saved);
  const persist = async () => writeDurably(name, save(db));
  const ask = async (value, limit, where = {}) => {
    const vector = { value, property: 'vector' };
    const { hits } = await search(db, { mode: 'vector', vector, similarity: -1, limit, ...where });
    return hits.map(({ id }) => Number(id));
  };
  return {
    async addMany(batches) {
      for (const batch of batches(1000)) {
        const rows = batch.map(({ id, label, vector }) => ({ id: String(id), label, vector: [...vector] }));
        await insertMultiple(db, rows, rows.length);
      }
    },
    persist,
    search: (vector, k) => ask(vector, k),
    filter: (vector, k, label) => ask(vector, k, { where: { label: { eq: label } } }),
    async remove({ id }) {
      await remove(db, String(id));
      await persist();
    },
  };
}
