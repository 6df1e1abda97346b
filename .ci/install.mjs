import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const locked = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** Whether node_modules holds what package-lock.json names. Compared by content: a clone gives every file the same date. */
function isInstalled() {
  const hidden = 'node_modules/.package-lock.json';
  if (!existsSync(hidden)) return false;
  const there = locked(hidden);
  return Object.entries(locked('package-lock.json')).every(
    ([path, entry]) => path === '' || entry.optional === true || there[path]?.version === entry.version,
  );
}

/** Installs the locked packages where they are missing or others. Throws when the install fails. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`onsight is built with Node 20.19 or newer, this is ${process.version}.`);
  }
  if (isInstalled()) return;
  console.log('Installing packages (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new Error('`npm ci` failed; its messages stand above. It needs the npm registry and nothing else.');
}
