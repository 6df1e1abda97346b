import { openDB } from 'idb';
import { Once } from '../core/once.ts';
import { isChromium } from './is-chromium.ts';

/**
 * Chromium keeps all databases of an origin in one LevelDB, and that goes on writing behind a record of its log that was
 * cut when the browser ended in the middle of a write (google/leveldb#1287). At the next start it takes the cut record,
 * filled up with what follows it, for damage, and Chromium deletes all that the origin has stored. So before much is
 * written to such a log it is filled: LevelDB then moves what it holds to a table and begins a new one. The old one is
 * gone before the system has it on the disk; a table of 0.2 MB stays until the next compaction. Once a thread, since no
 * page knows how the browser ended.
 */
export function renewLog(): Promise<void> {
  return renewed.get();
}

const renewed = new Once(fillLog);

// LevelDB's write buffer, 4 MB at most, and a little more. Values of 64 KB would be compressed or become files.
const valueBytes = 32_000;
const values = 140;

async function fillLog(): Promise<void> {
  if (!isChromium()) return;
  try {
    const db = await openDB('onsight-log', 1, {
      upgrade: (opened) => {
        opened.createObjectStore('filling');
      },
    });
    try {
      const filling = db.transaction('filling', 'readwrite', { durability: 'relaxed' });
      const value = new Uint8Array(valueBytes);
      await Promise.all([...Array.from({ length: values }, (_, key) => filling.store.put(value, key)), filling.done]);
      // The first write after it is what begins the new log.
      const empty = db.transaction('filling', 'readwrite', { durability: 'relaxed' });
      await Promise.all([empty.store.clear(), empty.done]);
    } finally {
      db.close();
    }
  } catch {
    // Where there is no room for it, say, nothing else is lost.
  }
}
