import { openStore } from '/dist/store.js';

/** @type {import('../pages/contender.js').Adapter['open']} */
export async function open(name, { dims }) {
  const store = await openStore(name, { dims, metadata: { label: 'number' } });
  const ids = (hits) => hits.map(({ id }) => Number(id));
  return {
    knowsFilters: true,
    async addMany(batches) {
      async function* rows() {
        for (const batch of batches(1)) {
          for (const { id, vector, label } of batch) yield { id: String(id), vector, metadata: { label } };
        }
      }
      await store.addMany(rows());
    },
    search: async (vector, limit) => ids(await store.search(vector, { limit })),
    filter: async (vector, limit, label) => ids(await store.search(vector, { limit, filter: { label } })),
    remove: async ({ id }) => void (await store.delete(String(id))),
  };
}
