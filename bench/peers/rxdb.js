import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { cosineSimilarity } from 'rxdb/plugins/vector';

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 10 },
    label: { type: 'number', minimum: 0, maximum: 99, multipleOf: 1 },
    vector: { type: 'array', items: { type: 'number' } },
  },
  required: ['id', 'label', 'vector'],
  indexes: ['label'],
};

/**
 * RxDB on its free storage (Dexie, IndexedDB): every document of a query is compared with the vector by the distance
 * function of its vector plugin, which has no index.
 *
 * @type {import('../pages/contender.js').Adapter['open']}
 */
export async function open(name) {
  const storage = getRxStorageDexie({ chromeTransactionDurability: 'strict' });
  const db = await createRxDatabase({ name, storage, multiInstance: false });
  const { rows } = await db.addCollections({ rows: { schema } });
  const nearest = async (query, asked, k) => {
    // Many times faster here than a typed array.
    const vector = [...asked];
    const documents = await query.exec();
    const scored = documents.map((document) => ({ document, score: cosineSimilarity(vector, document.vector) }));
    scored.sort((a, b) => b.score - a.score);
    return scored.slice(0, k).map(({ document }) => Number(document.id));
  };
  return {
    async addMany(batches) {
      for (const batch of batches(1000)) {
        const { error } = await rows.bulkInsert(
          batch.map(({ id, label, vector }) => ({ id: String(id), label, vector: [...vector] })),
        );
        if (error.length > 0) throw new Error(`bulkInsert: ${error.length} rows not written`);
      }
    },
    search: (vector, k) => nearest(rows.find(), vector, k),
    filter: (vector, k, label) => nearest(rows.find({ selector: { label } }), vector, k),
    async remove({ id }) {
      await rows.findOne(String(id)).remove();
    },
  };
}
