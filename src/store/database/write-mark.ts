import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb';
import { isChromium } from '../format/is-chromium.ts';

const name = 'onsight-writing';

interface Schema extends DBSchema {
  /** Under a key of each thread that writes. */
  marks: { key: number; value: true };
}

type Marks = IDBPObjectStore<Schema, ['marks'], 'marks', 'readwrite'>;

/**
 * Tells whether the browser ended in the middle of a write, and then mends what that can leave.
 *
 * Chromium keeps all databases of an origin in one LevelDB, and that goes on writing behind a record of its log that was
 * cut (google/leveldb#1287). At a later start it takes the cut record, filled up with what follows it, for damage, and
 * Chromium deletes all that the origin has stored. So while something is written a mark stands in a database of its own.
 * Who finds it there deletes that database: Chromium has LevelDB compact what was deleted, which begins a new log, and the
 * cut one is gone in milliseconds. Not always, since half of what LevelDB compacts stays on the disk until the next start.
 *
 * Nothing waits for a mark, and none that fails does harm: what is written is all there or not at all without it.
 */
export class WriteMark {
  readonly #key = Math.random();
  #db: Promise<IDBPDatabase<Schema>> | undefined;
  #mended: Promise<void> | undefined;
  #writes = 0;

  /** Mends a log that may have been cut; once a thread. Not to be waited for: a frozen tab could hold the database. */
  mend(): Promise<void> {
    return (this.#mended ??= this.#try(async (db) => {
      if ((await db.count('marks')) === 0) return;
      this.#letGo(db);
      await deleteDB(name);
    }));
  }

  begin(): void {
    // First, or it would find this mark.
    void this.mend();
    this.#writes += 1;
    if (this.#writes === 1) this.#change((marks) => marks.put(true, this.#key));
  }

  end(): void {
    this.#writes -= 1;
    if (this.#writes === 0) this.#change((marks) => marks.delete(this.#key));
  }

  /** Commits at once: the thread may be ended before it hears that the request succeeded. */
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
      // Another thread found the mark of this one: it cannot know that this one goes on.
      blocking: (_, __, event) => {
        this.#letGo(event.target as IDBPDatabase<Schema>); // this event is only ever dispatched at databases
      },
    });
  }

  #letGo(db: IDBPDatabase<Schema>): void {
    db.close();
    this.#db = undefined;
  }
}

/** One for all stores of a thread. */
export const writeMark: WriteMark = new WriteMark();
