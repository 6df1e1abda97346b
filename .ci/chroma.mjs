import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The version that the tests of onsight/remote are written against; about 120 MB to fetch and 520 MB on disk. */
const version = '1.5.9';

function run(command, ...args) {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

const folder = resolve(import.meta.dirname, '../node_modules/.cache', `chroma-${version}`);

/** Path of `chroma`: `CHROMA`, or the one that `ensureChroma` installs. */
export const chromaProgram = process.env.CHROMA ?? resolve(folder, 'bin/chroma');

/** Installs Chroma from PyPI where it is not there yet. Throws, naming what is missing. */
function ensureChroma() {
  if (existsSync(chromaProgram)) return;
  console.log(`Installing Chroma ${version} with pip …`);
  const installed =
    run('python3', '-m', 'venv', folder) &&
    run(resolve(folder, 'bin/pip'), 'install', '-qq', '--disable-pip-version-check', `chromadb==${version}`);
  if (installed && existsSync(chromaProgram)) return;
  throw new Error(
    `The tests of onsight/remote need Chroma ${version}, and it could not be installed: python3 with venv (Debian's ` +
      'python3-venv) and PyPI are needed, or set CHROMA to the path of a `chroma`.',
  );
}

if (process.argv[1] === import.meta.filename) {
  ensureChroma();
  console.log(`Chroma: ${chromaProgram}`);
}
