import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { checkText } from '../../core/check.ts';
import { OnsightError } from '../../core/errors.ts';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import type { Expected, Schema } from '../format/schema.ts';
import { schemaVersion, emptyState } from './upgrade-schema.ts';
import { migrateFromVersion1 } from './migrate-version-1.ts';

const prefix = 'onsight:';

/** Change of a database by another connection. */
type Taken = 'outdated' | 'deleted';

/**
 * Opens the database of a collection, creating or upgrading it if necessary. Closes it and calls `onTaken` when another
 * connection needs exclusive access.
 *
 * @throws OnsightError `store-blocked` if a tab that does not close itself holds an older version
 */
export async function openDatabase(
  expected: Expected,
  kernels: VectorKernels,
  onTaken: (how: Taken) => void,
): Promise<IDBPDatabase<Schema>> {
  checkDatabases();
  const store = expected.name;
  let failure: { readonly error: unknown } | undefined;
  const opening = unlessBlocked(
    store,
    (blocked) =>
      openDB<Schema>(prefix + store, schemaVersion, {
        upgrade: (db, oldVersion, _, tx) => {
          tx.done.catch(() => undefined); // the open request rejects, too
          upgradeSchema(db, oldVersion, tx, expected, kernels).catch((error: unknown) => {
            failure = { error };
            try {
              tx.abort();
            } catch {
              // It was already aborted by the failure.
            }
          });
        },
        blocked,
        blocking: (_, next, event) => {
          (event.target as IDBDatabase).close(); // dispatched only at databases
          onTaken(next === null ? 'deleted' : 'outdated');
        },
      }),
    (db) => {
      db.close();
    },
  );
  try {
    return await opening;
  } catch (error) {
    // After a failed upgrade, the open request only reports that it was aborted.
    throw failure?.error ?? error;
  }
}

/** Deletes a collection with all of its rows. @throws OnsightError `store-blocked` if another tab keeps it open */
export async function deleteStore(store: string): Promise<void> {
  checkText('name', store);
  checkDatabases();
  return unlessBlocked(
    store,
    (blocked) => deleteDB(prefix + store, { blocked }),
    () => undefined,
  );
}

/** Grace period for other tabs: they close at once, but only when their transactions end. */
const graceMs = 2_000;

/**
 * Settles as `request` does, or rejects with `store-blocked` if others still hold the database after {@link graceMs}.
 * Such a request cannot be cancelled; if it succeeds later, `discard` is called with its result.
 */
function unlessBlocked<T>(
  store: string,
  request: (onBlocked: () => void) => Promise<T>,
  discard: (late: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let abandoned = false;
    const onBlocked = (): void => {
      timer = setTimeout(() => {
        abandoned = true;
        reject(new OnsightError('store-blocked', { store }));
      }, graceMs);
    };
    request(onBlocked)
      .then((value) => {
        if (abandoned) discard(value);
        else resolve(value);
      }, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}

/** Returns the names of all collections of this origin, sorted. */
export async function listStores(): Promise<readonly string[]> {
  checkDatabases();
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => (name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [])).sort();
}

/**
 * Upgrades the schema step by step inside the browser's upgrade transaction, so a database of any older version becomes
 * current or stays unchanged. Steps that have shipped are never edited.
 */
async function upgradeSchema(
  db: IDBPDatabase<Schema>,
  oldVersion: number,
  tx: Parameters<typeof migrateFromVersion1>[1],
  expected: Expected,
  kernels: VectorKernels,
): Promise<void> {
  if (oldVersion >= 2) return;
  for (const name of ['heads', 'codes', 'seconds', 'rows', 'dead'] as const) db.createObjectStore(name);
  if (oldVersion === 1) {
    await migrateFromVersion1(db, tx, kernels);
    return;
  }
  db.createObjectStore('thumbnails');
  // Together with the object stores, so that a database without a state cannot exist, even after the browser evicted
  // one.
  await db.createObjectStore('collection').put(emptyState(expected), 'state');
}

/** @throws OnsightError `setup-blocked` where there is no IndexedDB, as in Node, jsdom or a frame without storage */
function checkDatabases(): void {
  try {
    if (typeof indexedDB !== 'undefined') return;
  } catch {
    // Frames without an origin may not even ask.
  }
  const fix = 'Call this in a browser, or import `fake-indexeddb/auto` first where tests run in Node.';
  throw new OnsightError('setup-blocked', { reason: 'missing-api', url: 'indexedDB', fix });
}
