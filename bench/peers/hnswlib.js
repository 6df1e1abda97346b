import { loadHnswlib, syncFileSystem } from 'hnswlib-wasm';

const file = 'bench.dat';

/**
 * hnswlib-wasm: a graph in memory and a file in its own file system over IndexedDB. M 16, efConstruction 200, efSearch
 * 64. Built for pages only, without a worker.
 *
 * @type {import('../pages/contender.js').Adapter['open']}
 */
export async function open(_, { dims, rows }) {
  const lib = await loadHnswlib('IDBFS');
  const index = new lib.HierarchicalNSW('cosine', dims, '');
  await syncFileSystem('read');
  if (lib.EmscriptenFileSystemManager.checkFileExists(file)) await index.readIndex(file, rows);
  else index.initIndex(rows, 16, 200, 100);
  index.setEfSearch(64);
  const persist = async () => {
    await index.writeIndex(file);
    await syncFileSystem('write');
  };
  return {
    async addMany(batches) {
      for (const batch of batches(1000)) {
        index.addPoints(
          batch.map(({ vector }) => vector),
          batch.map(({ id }) => id),
          false,
        );
      }
    },
    persist,
    search: (vector, k) => [...index.searchKnn(vector, k, undefined).neighbors],
    filter: (vector, k, label) => [...index.searchKnn(vector, k, (id) => id % 100 === label).neighbors],
    async remove({ id }) {
      index.markDelete(id);
      await persist();
    },
  };
}
