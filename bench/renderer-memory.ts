import { readdirSync, readFileSync } from 'node:fs';

/** Anonymous and shared memory of the largest renderer of the browser of a profile, bytes. */
export function rendererBytes(userDir: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.reduce((largest, pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('--type=renderer') || !isChildOf(pid, userDir)) return largest;
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const kilobytes = ['RssAnon', 'RssShmem'].map((field) =>
        Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]),
      );
      return Math.max(largest, kilobytes.reduce((sum, each) => sum + each, 0) * 1024);
    } catch {
      return largest; // it has ended
    }
  }, 0);
}

function isChildOf(pid: string, userDir: string): boolean {
  for (let at = pid; at !== '1' && at !== '0' && at !== '';) {
    if (readFileSync(`/proc/${at}/cmdline`, 'utf8').includes(userDir)) return true;
    at = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? '';
  }
  return false;
}
