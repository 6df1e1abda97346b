// Writes to a store without a pause until the browser is killed; says before each write what it is, and after it that it
// was acknowledged. `?check` reads everything instead.
import { openStore } from '/dist/store.js';

// Sixteen rows, which a page sends at once, make a first plane of over 64 KB, which lies in a file; single ones do not.
const dims = 4096;
const options = { dims, metadata: { rev: 'number', text: 'string' } };
const store = await openStore('killed', options);

/** The vector that belongs to an id. */
function vectorOf(id) {
  let seed = 7;
  for (const unit of id) seed = (Math.imul(seed, 31) + unit.charCodeAt(0)) | 0;
  return Float32Array.from({ length: dims }, (_, i) => Math.sin(seed * 0.001 + i * 78.233) + 0.01);
}

const rowOf = (id, rev) => ({ id, vector: vectorOf(id), metadata: { rev, text: `${id} ${rev}` } });

globalThis.check = async () => {
  const rows = [];
  for await (const { id, vector, metadata } of store.scan({ include: ['vector', 'metadata'] })) {
    const expected = vectorOf(id);
    const length = Math.hypot(...expected);
    const off = Math.hypot(...expected.map((value, i) => value / length - vector[i]));
    rows.push({ id, rev: metadata.rev, whole: off < 1e-4 && metadata.text === `${id} ${metadata.rev}` });
  }
  const { ok } = await store.verify();
  const hits = await store.search(vectorOf('x'), { limit: 1_000_000, include: [] });
  return { rows, ok, count: await store.count(), found: new Set(hits.map(({ id }) => id)).size };
};

globalThis.write = async (tab, known) => {
  const mine = [...known];
  const pick = (count) =>
    Array.from({ length: Math.min(count, mine.length) }, () => mine[Math.floor(Math.random() * mine.length)]);
  const work = {
    add: (ids, rev) => store.addMany(ids.map((id) => rowOf(id, rev))),
    import: (ids, rev) =>
      store.import(
        new globalThis.Blob(ids.map((id) => `${JSON.stringify({ ...rowOf(id, rev), vector: [...vectorOf(id)] })}\n`)),
      ),
    update: ([id], rev) => store.update(id, { metadata: { rev, text: `${id} ${rev}` } }),
    delete: (ids) => store.delete(ids),
    compact: () => store.compact(),
  };
  for (let rev = Date.now(); ; rev += 1) {
    const draw = Math.random();
    // What is there must be read after each kill.
    const isLarge = mine.length > 400;
    const kind =
      mine.length < 40 || (draw < 0.35 && !isLarge)
        ? 'add'
        : draw < 0.5 && !isLarge
          ? 'import'
          : draw < 0.75
            ? 'update'
            : draw < 0.93 || isLarge
              ? 'delete'
              : 'compact';
    const fresh = Array.from({ length: 16 }, (_, i) => `${tab}-${rev}-${i}`);
    const ids =
      kind === 'add' || kind === 'import'
        ? fresh
        : kind === 'update'
          ? pick(1)
          : kind === 'delete'
            ? [...new Set(pick(isLarge ? 200 : 12))]
            : [];
    await globalThis.begin({ tab, kind, ids, rev });
    await work[kind](ids, rev);
    await globalThis.acknowledge({ tab, kind, ids, rev });
    if (kind === 'add' || kind === 'import') mine.push(...ids);
    if (kind === 'delete') for (const id of ids) mine.splice(mine.indexOf(id), 1);
  }
};
document.title = 'ready';
