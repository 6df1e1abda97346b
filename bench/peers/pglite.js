import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

/**
 * Postgres with pgvector over IndexedDB. With relaxed durability a statement does not wait for the disk; `persist` does.
 *
 * @type {import('../pages/contender.js').Adapter['open']}
 */
export async function open(name, { dims, variant }) {
  const db = await PGlite.create(`idb://${name}`, { extensions: { vector }, relaxedDurability: true });
  await db.exec(`CREATE EXTENSION IF NOT EXISTS vector;
    CREATE TABLE IF NOT EXISTS rows (id integer PRIMARY KEY, label integer, vector vector(${dims}));
    SET hnsw.ef_search = 64; SET hnsw.iterative_scan = strict_order;`);
  const persist = () => db.fs.syncToFs(false);
  const ids = ({ rows }) => rows.map(({ id }) => id);
  const text = (values) => `[${values.join(',')}]`;
  return {
    async addMany(batches) {
      for (const batch of batches(1000)) {
        const lines = batch.map(({ id, label, vector: values }) => `${id}\t${label}\t${text(values)}\n`);
        await db.query(`COPY rows FROM '/dev/blob'`, [], { blob: new globalThis.Blob(lines) });
      }
      if (variant === 'exact') return;
      await db.exec('CREATE INDEX ON rows USING hnsw (vector vector_cosine_ops) WITH (m = 16, ef_construction = 200)');
    },
    persist,
    search: async (values, k) =>
      ids(await db.query('SELECT id FROM rows ORDER BY vector <=> $1 LIMIT $2', [text(values), k])),
    filter: async (values, k, label) =>
      ids(
        await db.query('SELECT id FROM rows WHERE label = $3 ORDER BY vector <=> $1 LIMIT $2', [
          text(values),
          k,
          label,
        ]),
      ),
    async remove({ id }) {
      await db.query('DELETE FROM rows WHERE id = $1', [id]);
      await persist();
    },
  };
}
