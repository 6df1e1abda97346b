// Makes every public call of a store from a page, between marks in the trace.
import { openStore } from '/dist/store.js';
import { createMadeVectors, dims } from './made-vectors.js';

const made = createMadeVectors();
const rowOf = (i) => ({ id: `photo-${i}`, vector: made.row(i), metadata: { label: i % 100 } });
const withThumbnail = (row) => ({ ...row, thumbnail: { type: 'image/webp', bytes: new ArrayBuffer(4000) } });
const open = (name) => openStore(name, { dims, metadata: { label: 'number' } });
/** Starts a new task, so that a call shares none with its preparation. */
const nextTask = () => new Promise((done) => setTimeout(done));
/** Collects garbage (provided by the bench), so that no call is delayed by it. */
const { collectGarbage } = globalThis;

async function call(name, work) {
  await collectGarbage();
  await nextTask();
  performance.mark(`call ${name}`);
  const result = await work();
  performance.mark(`done ${name}`);
  await nextTask();
  return result;
}

async function callReads(store, rows, round) {
  const ids = Array.from({ length: 100 }, (_, i) => `photo-${i}`);
  const queries = Array.from({ length: 20 }, (_, i) => made.query(round * 20 + i));
  await call('has', () => store.has(ids));
  await call('get', () => store.get(ids[round], { include: ['metadata', 'vector'] }));
  await call('thumbnails', () => store.thumbnails(ids));
  await call('list', () => store.list({ limit: 100 }));
  await call('count', () => store.count({ label: round }));
  await call('search', () => store.search(queries[0], { limit: 10 }));
  await call('search, filter', () => store.search(queries[0], { limit: 10, filter: { label: round } }));
  await call('searchMany', () => store.searchMany(queries, { limit: 10 }));
  await call('sample', () => store.sample(100));
  await call('stats', () => store.stats());
  await call('scan', async () => {
    const ids = [];
    for await (const { id } of store.scan()) ids.push(id);
    if (ids.length < rows) throw new Error(`scanned ${ids.length} of ${rows} rows`);
  });
  await call('duplicates', () => store.duplicates());
  await call('verify', () => store.verify());
}

async function callWrites(store, first) {
  const [row, ...many] = Array.from({ length: 1001 }, (_, i) => withThumbnail(rowOf(first + i)));
  await call('add', () => store.add(row));
  await call('addMany', () => store.addMany(many));
  await call('update', () => store.update(row.id, { metadata: { label: 5 } }));
  await call('delete', () => store.delete(many.map(({ id }) => id)));
  await call('compact', () => store.compact());
}

async function callFiles(store) {
  const file = await call('export', () => store.export());
  await call('export, jsonl', () => store.export({ format: 'jsonl' }));
  await call('exportNpy', () => store.exportNpy());
  const copy = await open('copy');
  await call('import', () => copy.import(file));
  await call('clear', () => copy.clear());
  await call('destroy', () => copy.destroy());
}

let store;
/** Fills a store; its calls are not marked. */
globalThis.fill = async (rows) => {
  store = await open('calls');
  function* make() {
    for (let i = 0; i < rows; i += 1) yield i < 1000 ? withThumbnail(rowOf(i)) : rowOf(i);
  }
  await store.addMany(make());
  await store.close();
};
/** Makes every call once. */
globalThis.callAll = async (rows, round) => {
  store = await call('openStore', () => open('calls'));
  await callReads(store, rows, round);
  await callWrites(store, rows + round * 1001);
  await callFiles(store);
  await call('close', () => store.close());
};
document.title = 'ready';
