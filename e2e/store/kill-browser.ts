import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ends a browser as a crash or a power cut would: every process of it, at once. */
export function killBrowser(userDir: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (command.includes(`--user-data-dir=${userDir}`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Where a browser keeps the IndexedDB of each origin: a LevelDB. */
export function levelDbs(userDir: string): string[] {
  const root = join(userDir, 'Default', 'IndexedDB');
  return readdirSync(root)
    .filter((name) => name.endsWith('.leveldb'))
    .map((name) => join(root, name));
}
