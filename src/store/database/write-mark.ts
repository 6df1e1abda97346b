import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb';
import { isChromium } from '../format/is-chromium.ts';

const name = 'onsight-writing';

interface Schema extends DBSchema {
  /** One key per writing thread. */
  marks: { key: number; value: true };
}

type Marks = IDBPObjectStore<Schema, ['marks'], 'marks', 'readwrite'>;

/**
 * Detects that the browser ended during a write, and repairs what that can leave behind.
 *
 * Chromium keeps all databases of an origin in one LevelDB, which appends behind a truncated record of its log
 * (google/leveldb#1287). On a later start LevelDB takes the truncated record for damage, and Chromium deletes everything
 * that the origin has stored. Therefore a mark is kept in a separate database while something is being written. Whoever
 * finds a mark deletes that database: Chromium then compacts LevelDB, which starts a new log within milliseconds. This
 * does not always help, because half of what LevelDB compacts stays on disk until the next start.
 *
 * Nothing waits for a mark, and a failure does no harm: writes are atomic without it.
 */
export class WriteMark {
  readonly #key = Math.random();
  #db: Promise<IDBPDatabase<Schema>> | undefined;
  #mended: Promise<void> | undefined;
  #writes = 0;

  /**
   * Repairs a log that may have been cut; once per thread. Not awaited, because a frozen tab could hold the database.
   */
  mend(): Promise<void> {
    return (this.#mended ??= this.#try(async (db) => {
      if ((await db.count('marks')) === 0) return;
      this.#letGo(db);
      await deleteDB(name);
    }));
  }

  begin(): void {
    // First, otherwise it would find this mark.
    void this.mend();
    this.#writes += 1;
    if (this.#writes === 1) this.#change((marks) => marks.put(true, this.#key));
  }

  end(): void {
    this.#writes -= 1;
    if (this.#writes === 0) this.#change((marks) => marks.delete(this.#key));
  }

  /** Commits at once, because the thread may end before it is notified of success. */
  #change(request: (marks: Marks) => Promise<unknown>): void {
    void this.#try(async (db) => {
      const tx = db.transaction('marks', 'readwrite', { durability: 'relaxed' });
      const requested = request(tx.store);
      tx.commit();
      await Promise.all([requested, tx.done]);
    });
  }

  async #try(task: (db: IDBPDatabase<Schema>) => Promise<unknown>): Promise<void> {
    if (!isChromium()) return;
    try {
      await task(await (this.#db ??= this.#open()));
    } catch {
      this.#db = undefined;
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    return openDB<Schema>(name, 1, {
      upgrade: (db) => {
        db.createObjectStore('marks');
      },
      // Another thread found this thread's mark; it cannot know that this thread is still running.
      blocking: (_, __, event) => {
        this.#letGo(event.target as IDBPDatabase<Schema>); // dispatched only at databases
      },
    });
  }

  #letGo(db: IDBPDatabase<Schema>): void {
    db.close();
    this.#db = undefined;
  }
}

/** Shared by all stores of a thread. */
export const writeMark: WriteMark = new WriteMark();
