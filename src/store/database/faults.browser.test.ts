import { afterEach, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { isLongForm } from '../../../fixtures/long-form.ts';
import type { NewRow } from '../contract/item.ts';
import { deleteStore } from './open-database.ts';
import { openLocalStore } from '../open-store.ts';
import type { Store } from '../contract/store.ts';

/** Prefix of the database names of collections. */
const collections = 'onsight:';
let dims = 4;
let opened: Store[] = [];
let name = '';
let undo: (() => void)[] = [];

afterEach(async () => {
  dims = 4;
  for (const restore of undo) restore();
  undo = [];
  await Promise.all(opened.map((store) => store.close()));
  opened = [];
  await deleteStore(name);
});

async function openFresh(): Promise<Store> {
  name = `faults ${crypto.randomUUID()}`;
  return open();
}

async function open(): Promise<Store> {
  const store = await openLocalStore(name, { dims, model: 'm' });
  opened.push(store);
  return store;
}

/** These numbers, and then zeros. */
function vectorOf(...numbers: readonly number[]): Float32Array {
  const vector = new Float32Array(dims);
  vector.set(numbers);
  return vector;
}

function item(n: number): NewRow {
  const vector = vectorOf(Math.cos(n), Math.sin(n), 0.2, n / 100);
  const thumbnail = { type: 'image/png', bytes: Uint8Array.of(n).buffer };
  return { id: `i${String(n)}`, modality: 'image', vector, metadata: { n }, thumbnail };
}

const range = (from: number, to: number): NewRow[] => Array.from({ length: to - from }, (_, i) => item(from + i));

/** Everything that can be seen of a collection, checked against itself on the way. */
async function contents(store: Store): Promise<Record<string, unknown>> {
  const items = await store.list({ limit: 1_000 });
  const hits = await store.search(vectorOf(1), { limit: 1_000 });
  const thumbnails = await store.thumbnails(items.map(({ id }) => id));
  expect(await store.count()).toBe(items.length);
  expect(await store.count({ n: { exists: true } })).toBe(items.length);
  expect(hits.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
  expect(thumbnails.size).toBe(items.length);
  const entries = items.map(async ({ id, metadata }) => [
    id,
    { metadata, vector: [...((await store.get(id, { include: ['vector'] }))?.vector ?? [])] },
  ]);
  return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]); // two entries each, as written above
}

/** Gives the databases that were opened since, so that a test can do to them what a browser may. */
function watchDatabases(): () => readonly IDBDatabase[] {
  const open = vi.spyOn(IDBFactory.prototype, 'open');
  undo.push(() => {
    open.mockRestore();
  });
  return () =>
    open.mock.results
      .filter((_, call) => open.mock.calls[call]?.[0].startsWith(collections))
      .map(({ value }) => (value as IDBOpenDBRequest).result); // the type that open returns
}

const writers = ['put', 'add', 'delete', 'clear', 'get', 'getKey', 'getAll', 'getAllKeys'] as const;
type AnyRequest = (...args: unknown[]) => IDBRequest;

type Fault = (store: IDBObjectStore, request: IDBRequest) => void;

/** Does `fault` at the n-th request to an object store, and again at each after it if `forEver`. */
function injectAt(n: number, { forEver, fault }: FaultKind): { readonly reached: () => boolean } {
  let count = 0;
  const proto = IDBObjectStore.prototype as unknown as Record<string, AnyRequest>; // its methods, by name
  for (const method of writers) {
    const original = proto[method]!; // all of them exist
    proto[method] = function (this: IDBObjectStore, ...args: unknown[]) {
      const request = original.apply(this, args);
      if (!this.transaction.db.name.startsWith(collections)) return request;
      count += 1;
      if (count === n || (forEver && count > n)) fault(this, request);
      return request;
    };
    undo.push(() => {
      proto[method] = original;
    });
  }
  return { reached: () => count >= n };
}

interface FaultKind {
  readonly forEver: boolean;
  readonly fault: Fault;
  /** Expected outcome of the call: success on retry, or rejection with this code. */
  readonly outcome: 'done' | 'store-failed' | 'quota-exceeded';
}

const abort: Fault = (store) => {
  // Not inside the request call: a browser's fault, too, arrives between two turns of our code.
  queueMicrotask(() => {
    try {
      store.transaction.abort();
    } catch {
      // Aborted already: requests that were made together fail together.
    }
  });
};
/** The request fails instead of succeeding, and takes its transaction with it, as browsers do. */
const fail =
  (name: string): Fault =>
  ({ transaction }, request) => {
    const error = new DOMException('A fault of the test.', name);
    Object.defineProperty(request, 'error', { value: error });
    request.addEventListener('success', (event) => {
      event.stopImmediatePropagation();
      request.dispatchEvent(new Event('error'));
      Object.defineProperty(transaction, 'error', { value: error, configurable: true });
      transaction.abort();
    });
  };

const kinds: readonly (readonly [string, FaultKind])[] = [
  ['a transaction aborted once', { forEver: false, fault: abort, outcome: 'done' }],
  ['transactions aborted for ever', { forEver: true, fault: abort, outcome: 'store-failed' }],
  ['a request refused', { forEver: false, fault: fail('DataError'), outcome: 'store-failed' }],
  ['no room on the disk', { forEver: false, fault: fail('QuotaExceededError'), outcome: 'quota-exceeded' }],
  [
    'the connection lost',
    {
      forEver: false,
      fault: (store, request) => {
        store.transaction.db.close();
        fail('UnknownError')(store, request);
      },
      outcome: 'done',
    },
  ],
];

interface Step {
  readonly name: string;
  readonly run: (store: Store) => Promise<unknown>;
}

const steps: readonly Step[] = [
  { name: 'add', run: (store) => store.addMany(range(20, 24)) },
  { name: 'update', run: (store) => store.update('i3', { metadata: { n: 3, caption: 'three' } }, { replace: true }) },
  { name: 'delete', run: (store) => store.delete(['i1', 'i2', 'i20']) },
  { name: 'compact', run: (store) => store.compact() },
  {
    name: 'replace',
    run: (store) => store.addMany([{ ...item(5), metadata: { n: 5, again: true } }], { replace: true }),
  },
  { name: 'a new vector', run: (store) => store.update('i6', { vector: item(60).vector }) },
  { name: 'import', run: async (store) => store.import(await importedFile()) },
  { name: 'delete a whole segment', run: (store) => store.delete(['i4', 'i5', 'i6', 'i7']) },
  { name: 'clear', run: (store) => store.clear() },
];

let imported: Promise<Blob> | undefined;

/** A file with four rows, one of them there already. */
function importedFile(): Promise<Blob> {
  imported ??= (async (): Promise<Blob> => {
    await using store = await openLocalStore(`faults ${crypto.randomUUID()}`, { dims, model: 'm' });
    await store.addMany([...range(30, 33), item(8)]);
    const file = await store.export();
    await store.destroy();
    return file;
  })();
  return imported;
}

async function prepare(): Promise<Store> {
  const store = await openFresh();
  await store.addMany(range(0, 4));
  await store.addMany(range(4, 8));
  await store.addMany(range(8, 12));
  return store;
}

interface Scene {
  readonly prepare: () => Promise<Store>;
  readonly steps: readonly Step[];
}

/** Contents of a collection after each step of a run without faults. */
async function referenceStates({ prepare, steps }: Scene): Promise<readonly Record<string, unknown>[]> {
  const store = await prepare();
  const states = [await contents(store)];
  for (const { run } of steps) {
    await run(store);
    states.push(await contents(store));
  }
  await store.close();
  await deleteStore(name);
  return states;
}

/** Of so many requests in a row one fails. Each kind of fault begins with another, so that together they hit them all. */
const stride = isLongForm ? 1 : 3;

// Requests of every step fail in turn, in every way. After it the collection is as before the step or as after it, whole,
// and what was acknowledged is there.
async function countFaults(kind: FaultKind, scene: Scene): Promise<number> {
  const first = 1 + (kinds.findIndex(([, each]) => each === kind) % stride);
  const { prepare, steps } = scene;
  const states = await referenceStates(scene);
  let faults = 0;
  for (const [index, step] of steps.entries()) {
    for (let n = first; ; n += stride) {
      const store = await prepare();
      for (const { run } of steps.slice(0, index)) await run(store);
      const injection = injectAt(n, kind);
      const outcome = await step.run(store).then(
        () => 'done',
        (error: unknown) => error,
      );
      const reached = injection.reached();
      for (const restore of undo) restore();
      undo = [];
      const where = `${step.name}, request ${String(n)}`;
      const expected = outcome === 'done' ? states[index + 1] : states[index];
      if (outcome !== 'done') expect(outcome, where).toMatchObject({ code: kind.outcome });
      expect(await contents(store), `${where}, same connection`).toEqual(expected);
      await store.close();
      const again = await open();
      expect(await contents(again), `${where}, reopened`).toEqual(expected);
      expect((await again.verify()).damaged, where).toEqual([]);
      await again.close();
      await deleteStore(name);
      if (!reached) break;
      faults += 1;
      if (kind.outcome === 'done') expect(outcome, where).toBe('done');
    }
  }
  return faults;
}

test.each(kinds)('%s, at the n-th request for many n, leaves all or nothing', async (_, kind) => {
  await importedFile();
  const faults = await countFaults(kind, { prepare, steps });
  console.log(`${String(faults)} faults`);
  expect(faults).toBeGreaterThan(100 / stride);
});

// Codes of over 64 KB are stored in files, and a transaction is kept active while one is read.
test.each(kinds.filter(([, { forEver }]) => !forEver))(
  '%s, while codes are read from files, leaves all or nothing',
  async (_, kind) => {
    dims = 4_096;
    const faults = await countFaults(kind, {
      prepare: async () => {
        const store = await openFresh();
        await store.addMany(range(0, 17));
        await store.addMany(range(17, 34));
        return store;
      },
      steps: [
        { name: 'a new vector', run: (store) => store.update('i6', { vector: item(60).vector }) },
        { name: 'update', run: (store) => store.update('i3', { metadata: { n: 3, caption: 'three' } }) },
        { name: 'compact', run: (store) => store.compact() },
      ],
    });
    console.log(`${String(faults)} faults`);
    expect(faults).toBeGreaterThan(30 / stride);
  },
);

test('reopens a lost connection and repeats the call', async () => {
  const databases = watchDatabases();
  const store = await openFresh();
  await store.addMany([item(1)]);
  databases().at(-1)?.close();
  expect(await store.count()).toBe(1);
  databases().at(-1)?.close();
  expect(await store.addMany([item(2)])).toEqual({ added: ['i2'], existing: [] });
  databases().at(-1)?.close();
  expect((await store.search(Float32Array.of(1, 0, 0, 0))).length).toBe(2);
  expect(databases()).toHaveLength(4);
});

test('reports store-failed if the connection cannot be reopened', async () => {
  const databases = watchDatabases();
  const store = await openFresh();
  await store.addMany([item(1)]);
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError');
  });
  undo.push(() => {
    transaction.mockRestore();
  });
  await expect(store.count()).rejects.toMatchObject({ code: 'store-failed' });
  expect(databases()).toHaveLength(2);
  transaction.mockRestore();
  expect(await store.count()).toBe(1);
});

test('works again after the browser evicts its data', async () => {
  const store = await openFresh();
  await store.addMany(range(0, 3));
  expect(await store.search(Float32Array.of(1, 0, 0, 0))).toHaveLength(3);
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
  // Whether the browser deletes politely (a versionchange) or by force (a close event), the first call may say so once.
  await store.count().catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'store-failed' });
  });
  expect(await store.count()).toBe(0);
  await store.addMany([item(7)]);
  expect((await store.search(Float32Array.of(1, 0, 0, 0))).map(({ id }) => id)).toEqual(['i7']);
});

test('damaged vectors affect only their own rows and are never returned', async () => {
  const store = await openFresh();
  await store.addMany(range(0, 3));
  await store.addMany(range(3, 6));
  await store.close();
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(`onsight:${name}`);
    request.onerror = (): void => {
      reject(new Error('cannot open'));
    };
    request.onsuccess = (): void => {
      const tx = request.result.transaction('codes', 'readwrite');
      tx.objectStore('codes').put({ bytes: new Float32Array(12).fill(0.5).buffer, checksum: 1 }, 0);
      tx.oncomplete = (): void => {
        request.result.close();
        resolve();
      };
    };
  });
  const again = await open();
  const hits = await again.search(Float32Array.of(1, 0, 0, 0));
  expect(hits.map(({ id }) => id).sort()).toEqual(['i3', 'i4', 'i5']);
  await expect(again.get('i1', { include: ['vector'] })).rejects.toMatchObject({ code: 'store-failed' });
  await again.compact();
  expect(await again.delete(['i0', 'i1', 'i2'])).toBe(3);
  await again.addMany([item(1)]);
  expect((await again.get('i1', { include: ['vector'] }))?.vector).toHaveLength(4);
  expect(await again.count()).toBe(4);
});
