import { deleteDB, openDB } from 'idb';
import { Once } from '../core/once.ts';
import { isChromium } from './is-chromium.ts';

/**
 * Chromium keeps all databases of an origin in one LevelDB, and that goes on writing behind a record of its log that was
 * cut when the browser ended in the middle of a write (google/leveldb#1287). At the next start it takes the cut record,
 * filled up with what follows it, for damage, and Chromium deletes all that the origin has stored. So before much is
 * written LevelDB must begin a new log: it does when a database is deleted, an empty one as well, since Chromium then
 * has it compact what was deleted, and that moves what the log holds to a table first. Once a thread: no page knows how
 * the browser ended.
 */
export function renewLog(): Promise<void> {
  return renewed.get();
}

const renewed = new Once(deleteEmptyDatabase);

const name = 'onsight-log';

async function deleteEmptyDatabase(): Promise<void> {
  if (!isChromium()) return;
  try {
    const db = await openDB(name, 1);
    db.close();
    await deleteDB(name);
  } catch {
    // Where there is no room for it, say, nothing else is lost.
  }
}
