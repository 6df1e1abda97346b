import sqlite3InitModule from '@sqliteai/sqlite-wasm';

/**
 * SQLite with its vector extension, in the pool of sync access handles (the faster of its two file systems in OPFS).
 *
 * @type {import('../pages/contender.js').Adapter['open']}
 */
export async function open(name, { dims, variant }) {
  const sqlite = await sqlite3InitModule({ print: () => undefined, printErr: () => undefined });
  const pool = await sqlite.installOpfsSAHPoolVfs({ name: 'bench' });
  const db = new pool.OpfsSAHPoolDb(`/${name}.sqlite`);
  db.exec('CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, label INTEGER, vector BLOB)');
  db.exec(`SELECT vector_init('rows', 'vector', 'type=FLOAT32,dimension=${dims},distance=COSINE')`);
  const quantised = variant === 'quantised';
  const preload = () => db.exec(`SELECT vector_quantize_preload('rows', 'vector')`);
  const built = () => db.selectValue('SELECT 1 FROM rows LIMIT 1') === 1;
  if (quantised && built()) preload();
  const scan = quantised ? 'vector_quantize_scan' : 'vector_full_scan';
  const blob = (vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return {
    async addMany(batches) {
      const insert = db.prepare('INSERT INTO rows VALUES (?, ?, ?)');
      for (const batch of batches(1000)) {
        db.transaction(() => {
          for (const { id, label, vector } of batch) insert.bind([id, label, blob(vector)]).stepReset();
        });
      }
      insert.finalize();
      if (!quantised) return;
      db.exec(`SELECT vector_quantize('rows', 'vector')`);
      preload();
    },
    search: (vector, k) => db.selectValues(`SELECT rowid FROM ${scan}('rows', 'vector', ?, ?)`, [blob(vector), k]),
    filter: (vector, k, label) =>
      db.selectValues(
        `SELECT rows.id FROM ${scan}_stream('rows', 'vector', ?) AS near CROSS JOIN rows ON rows.id = near.rowid
         WHERE rows.label = ? ORDER BY near.distance LIMIT ?`,
        [blob(vector), label, k],
      ),
    remove: async ({ id }) => void db.exec('DELETE FROM rows WHERE id = ?', { bind: [id] }),
  };
}
