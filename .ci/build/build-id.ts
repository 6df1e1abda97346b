import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that cannot change what the worker and the page say to each other. */
const beside = /[.](test|browser[.]test|test-d|bench)[.]ts$|[.]md$|[\\/]testdata[\\/]/;

/**
 * Names a build: the package's version and 12 hex digits of the SHA-256 of its sources, so that a page and a worker of
 * two builds know each other for strangers even where nobody raised the version.
 */
export function buildId(version: string, folder = 'src'): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !beside.test(path))
    .sort();
  for (const path of files) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return `${version}+${hash.digest('hex').slice(0, 12)}`;
}
