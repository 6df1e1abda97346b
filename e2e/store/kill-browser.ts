import { readdirSync, readFileSync } from 'node:fs';

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
