import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Type-checks the packed declarations of every entry as a consumer would: the tarball is installed in an empty folder
 * outside the repository, so that nothing of ours (`@types/node`, `paths`) is found from there.
 */

/** An older compiler that consumers still use. As a dependency of ours its `tsc` would take the place of our own. */
const older = '5.9.3';
const olderFolder = resolve('node_modules/.cache', `typescript-${older}`);
const compilers = [resolve('node_modules/typescript'), join(olderFolder, 'node_modules/typescript')];

/** The least that README.md asks of a consumer, and what newer templates have. */
const libraries = [
  ['ES2022', 'DOM'],
  ['ESNext', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
];

const resolutions = [
  { module: 'ESNext', moduleResolution: 'bundler' },
  { module: 'NodeNext', moduleResolution: 'nodenext' },
];

const { exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));
const specifiers = Object.entries(entries)
  .filter(([, target]) => target.types !== undefined)
  .map(([entry]) => `onsight${entry.slice(1)}`);

/** Uses each entry, so that its types are resolved and not only parsed. */
const program = `
${specifiers.map((name, i) => `import * as entry${i} from '${name}';`).join('\n')}
import { createOnsight } from 'onsight';
import { openStore } from 'onsight/store';

export const all = [${specifiers.map((_, i) => `entry${i}`).join(', ')}];

export async function find(files: File[]): Promise<string[]> {
  const onsight = await createOnsight({ onProgress: (event) => void event.phase });
  const library = await onsight.openLibrary('photos');
  await library.add(files);
  const hits = await library.search({ text: 'a dog' }, { limit: 20 });
  return hits.map(({ id }) => id);
}

export async function years(): Promise<(number | undefined)[]> {
  await using store = await openStore('years', { dims: 2, metadata: { year: 'number' } });
  await store.add({ vector: [1, 0], metadata: { year: 2024 } });
  return (await store.search([1, 0])).map(({ metadata }) => metadata.year);
}
`;

function installOlderCompiler() {
  if (existsSync(join(compilers[1], 'package.json'))) return;
  mkdirSync(olderFolder, { recursive: true });
  writeFileSync(join(olderFolder, 'package.json'), '{ "private": true }\n');
  npm(olderFolder, 'install', '--no-audit', '--no-fund', `typescript@${older}`);
}

function npm(cwd, ...args) {
  execFileSync('npm', ['--silent', '--ignore-scripts', ...args], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

function install(folder) {
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
  }).trim();
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'consumer.ts'), program);
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', packed);
}

/** Returns the compiler's complaints; empty if there are none. */
function compile(folder, compiler, options) {
  const config = {
    compilerOptions: { target: 'ES2022', strict: true, skipLibCheck: false, noEmit: true, types: [], ...options },
    files: ['consumer.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { status, stdout, stderr } = spawnSync('node', [join(compiler, 'bin/tsc'), '-p', folder], {
    cwd: folder,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `tsc ended with code ${status}`;
}

const folder = mkdtempSync(join(tmpdir(), 'onsight-consumer-'));
let compiled = 0;
try {
  installOlderCompiler();
  install(folder);
  for (const compiler of compilers) {
    const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8'));
    for (const lib of libraries) {
      for (const resolution of resolutions) {
        const complaints = compile(folder, compiler, { lib, ...resolution });
        const name = `TypeScript ${version}, ${resolution.moduleResolution}, lib ${lib.join(' ')}`;
        console.log(`${complaints === '' ? 'ok' : 'FAILED'}: ${name}`);
        if (complaints === '') compiled += 1;
        else console.log(complaints.split('\n').slice(0, 20).join('\n'));
        if (complaints !== '') process.exitCode = 1;
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${compiled} consumers compiled, with ${specifiers.join(', ')}`);
