import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { OnsightError } from '../core/errors.ts';
import { schemaVersion, upgradeSchema, type Schema } from './schema.ts';

const prefix = 'onsight:';

/** What can happen to an open database from outside. */
export interface DatabaseEvents {
  /** Another connection upgrades or deletes the database; this one was closed to let it. */
  readonly onTaken: (how: 'outdated' | 'deleted') => void;
}

/**
 * Opens the database of a collection, making or upgrading it where needed.
 *
 * @throws OnsightError `store-blocked` when a tab that does not close itself holds an older version
 */
export function openDatabase(store: string, events: DatabaseEvents): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    let abandoned = false;
    const opening = openDB<Schema>(prefix + store, schemaVersion, {
      upgrade: upgradeSchema,
      blocked: () => {
        abandoned = true;
        reject(new OnsightError('store-blocked', { store }));
      },
      blocking: (_, next, event) => {
        (event.target as IDBDatabase).close(); // this event is only ever dispatched at databases
        events.onTaken(next === null ? 'deleted' : 'outdated');
      },
    });
    opening.then((db) => {
      // The open request cannot be taken back: it goes through when the other tab closes, and nobody waits any more.
      if (abandoned) db.close();
      else resolve(db);
    }, reject);
  });
}

/** Deletes the database of a collection. @throws OnsightError `store-blocked` when another tab does not let go of it */
export function deleteDatabase(store: string): Promise<void> {
  return new Promise((resolve, reject) => {
    deleteDB(prefix + store, {
      blocked: () => {
        reject(new OnsightError('store-blocked', { store }));
      },
    }).then(resolve, reject);
  });
}

/** Names of all collections of this origin, sorted. */
export async function listStores(): Promise<readonly string[]> {
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => (name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [])).sort();
}

/** Name of the BroadcastChannel over which a collection's tabs tell each other of writes. */
export function channelName(store: string): string {
  return prefix + store;
}
