// Its own entry imports a .wasm file as a module, which only some bundlers support.
import * as bindings from 'voy-search/voy_search_bg.js';
import wasmUrl from 'voy-search/voy_search_bg.wasm?url';
import { readValue, writeDurably } from './durable-value.js';

const resource = (rows) => ({
  embeddings: rows.map(({ id, vector }) => ({ id: String(id), title: '', url: '', embeddings: [...vector] })),
});

/**
 * voy: a k-d tree in memory, its serialised form in IndexedDB.
 *
 * @type {import('../pages/contender.js').Adapter['open']}
 */
export async function open(name) {
  const imports = { './voy_search_bg.js': bindings };
  const { instance } = await globalThis.WebAssembly.instantiateStreaming(fetch(wasmUrl), imports);
  bindings.__wbg_set_wasm(instance.exports);
  const saved = await readValue(name);
  const index = saved === undefined ? new bindings.Voy() : bindings.Voy.deserialize(saved);
  const persist = async () => {
    const text = index.serialize();
    if (text === '') throw new Error('serialize() gave an empty text');
    await writeDurably(name, text);
  };
  return {
    async addMany(batches) {
      for (const batch of batches(1000)) index.add(resource(batch));
    },
    persist,
    search: (vector, k) => index.search(vector, k).neighbors.map(({ id }) => Number(id)),
    async remove(row) {
      index.remove(resource([row]));
      await persist();
    },
  };
}
