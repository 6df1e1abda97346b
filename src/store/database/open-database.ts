import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { OnsightError } from '../../core/errors.ts';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import type { Expected, Schema } from '../format/schema.ts';
import { schemaVersion, upgradeSchema } from './upgrade-schema.ts';

const prefix = 'onsight:';

/** What another connection did to a database: upgraded its schema, or deleted it. */
type Taken = 'outdated' | 'deleted';

/**
 * Opens the database of a collection, making or upgrading it where needed. When another connection wants it for
 * itself, this one closes and calls `onTaken`.
 *
 * @throws OnsightError `store-blocked` when a tab that does not close itself holds an older version
 */
export async function openDatabase(
  expected: Expected,
  kernels: VectorKernels,
  onTaken: (how: Taken) => void,
): Promise<IDBPDatabase<Schema>> {
  const store = expected.name;
  let failure: { readonly error: unknown } | undefined;
  const opening = unlessBlocked(
    store,
    (blocked) =>
      openDB<Schema>(prefix + store, schemaVersion, {
        upgrade: (db, oldVersion, _, tx) => {
          tx.done.catch(() => undefined); // the opening rejects, too
          upgradeSchema(db, oldVersion, tx, expected, kernels).catch((error: unknown) => {
            failure = { error };
            try {
              tx.abort();
            } catch {
              // It was aborted by what failed.
            }
          });
        },
        blocked,
        blocking: (_, next, event) => {
          (event.target as IDBDatabase).close(); // this event is only ever dispatched at databases
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
    // Of an upgrade that failed the opening only says that it was aborted.
    throw failure?.error ?? error;
  }
}

/** Deletes a collection and everything in it. @throws OnsightError `store-blocked` when another tab does not let go of it */
export function deleteStore(store: string): Promise<void> {
  return unlessBlocked(
    store,
    (blocked) => deleteDB(prefix + store, { blocked }),
    () => undefined,
  );
}

/** How long another tab may take to let go of a database: it closes at once, but only when its transactions end. */
const graceMs = 2_000;

/**
 * Settles as `request` does, or rejects with `store-blocked` when others still hold the database after
 * {@link graceMs}. Such a request cannot be taken back: when it goes through later, `discard` gets what came of it.
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

/** Names of all collections of this origin, sorted. */
export async function listStores(): Promise<readonly string[]> {
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => (name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [])).sort();
}
