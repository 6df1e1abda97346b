import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The version that the tests of onsight/remote are written against; about 120 MB to fetch and 520 MB on disk. */
const version = '1.5.9';

function run(command, ...args) {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** Path of `chroma`: `CHROMA`, or one in node_modules/.cache, installed there from PyPI at the first call. Throws, naming what is missing. */
export function ensureChroma() {
  if (process.env.CHROMA) return process.env.CHROMA;
  const folder = resolve('node_modules/.cache', `chroma-${version}`);
  const program = resolve(folder, 'bin/chroma');
  if (existsSync(program)) return program;
  console.log(`Installing Chroma ${version} with pip …`);
  const installed =
    run('python3', '-m', 'venv', folder) &&
    run(resolve(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', `chromadb==${version}`);
  if (installed && existsSync(program)) return program;
  throw new Error(
    `The tests of onsight/remote need Chroma ${version}, and it could not be installed: python3 with venv (Debian's ` +
      'python3-venv) and PyPI are needed, or set CHROMA to the path of a `chroma`.',
  );
}
