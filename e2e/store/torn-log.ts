import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// LevelDB's log (doc/log_format.md): blocks of 32 KB of records, each with a checksum, its length and its type.
const blockBytes = 32_768;
const headBytes = 7;
/** Types of the parts of a record that another part must follow. */
const unfinished: ReadonlySet<number> = new Set([2, 3]);

/** Whether the last record of a log is not all there. */
function isTorn(log: Uint8Array): boolean {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  let type = 0;
  for (let at = 0; at < log.byteLength;) {
    const left = blockBytes - (at % blockBytes);
    if (left < headBytes) at += left;
    else if (at + headBytes > log.byteLength) return true;
    else {
      type = view.getUint8(at + 6);
      at += headBytes + view.getUint16(at + 4, true);
      if (at > log.byteLength) return true;
    }
  }
  return unfinished.has(type);
}

/** The logs of the LevelDBs in which a browser keeps the IndexedDB of each origin. */
export function logsOf(userDir: string): readonly string[] {
  const root = join(userDir, 'Default', 'IndexedDB');
  return readdirSync(root)
    .filter((folder) => folder.endsWith('.leveldb'))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
    .filter((path) => path.endsWith('.log'));
}

/** Whether a browser left one of its logs with a record that is not all there. */
export function leftTornLog(userDir: string): boolean {
  return logsOf(userDir).some((log) => isTorn(readFileSync(log)));
}
