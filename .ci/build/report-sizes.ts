import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const format = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const kB = (bytes: number): string => `${format.format(bytes / 1000)} kB`.padStart(13);

/** @throws Error if a script in `folder` is empty: a bundler drops a module whose side effect package.json does not name */
export function checkNotEmpty(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js') || readFileSync(join(folder, path), 'utf8').trim() !== '') continue;
    throw new Error(`${path} is empty. Name its entry in \`sideEffects\` of package.json.`);
  }
}

/** A table of every file under `folder` with its size, raw and gzipped. */
export function sizeTable(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const lines = paths.map((path) => {
    const bytes = readFileSync(path);
    return `${relative(folder, path).padEnd(48)}${kB(bytes.length)}${kB(gzipSync(bytes).length)}`;
  });
  return [`${`${folder}/`.padEnd(48)}${'raw'.padStart(13)}${'gzip'.padStart(13)}`, ...lines].join('\n');
}
