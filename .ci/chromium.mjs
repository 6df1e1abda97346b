import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];
// The second is for the Chinese texts in the screenshots; Chromium alone draws boxes there.
const packages = ['chromium', 'fonts-noto-cjk'];

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Path of a Chromium on this machine: `CHROMIUM`, then the usual names; undefined when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which is not an executable file.`);
  }
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)].filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** `[]` for root, `['sudo', '-n']` where sudo asks nothing, undefined where nothing may be installed. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

function install(prefix) {
  console.log(`No Chromium found: installing ${packages.join(' and ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const [command, ...rest] = [...prefix, 'apt-get', ...args];
    if (spawnSync(command, rest, { stdio: ['ignore', 'inherit', 'inherit'], env }).status !== 0) return;
  }
}

/** Path of a Chromium, installed from Debian where there is none. Throws, naming the package, when that may not be done. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const prefix = rootPrefix();
  if (prefix) install(prefix);
  const installed = prefix && findChromium();
  if (installed) return installed;
  throw new Error(
    'The tests need Chromium and none was found or could be installed. Missing package: chromium ' +
      '(as root: `apt-get update && apt-get install -y chromium`), or set CHROMIUM to the path of one.',
  );
}
