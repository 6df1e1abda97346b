// The npm packages of the packs in public/models/: one folder in packages/ for each.
//
//   node tools/model-packages.mjs            writes their package.json, and the versions that `onsight models` asks for
//   node tools/model-packages.mjs --check    fails if one is out of date
//   node tools/model-packages.mjs stage      copies the files of the pack into the current package (its `prepack`)
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const versionsPath = join(root, 'src/cli/models/pack-versions.json');

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const manifestOf = (id) => readJson(join(root, 'public/models', id, 'onsight.json'));

/** Files of a pack, with its manifest, its card and what its tests compare with. */
function filesOf({ files, card, golden }) {
  return [...new Set(['onsight.json', card, golden, ...files.map(({ path }) => path)])].filter(Boolean).sort();
}

function packageOf(id) {
  const manifest = manifestOf(id);
  const { description, licence } = { description: `${manifest.name}: a pack of models for onsight`, ...manifest };
  return {
    name: `@onsight/${id}`,
    version: manifest.version,
    description,
    // The card says on what the weights were trained.
    license: licence.split(' ')[0],
    files: filesOf(manifest),
    exports: { './*': './*' },
    scripts: { prepack: 'node ../../tools/model-packages.mjs stage' },
    publishConfig: { access: 'public' },
  };
}

function outputs() {
  const ids = readdirSync(join(root, 'public/models')).filter((id) =>
    existsSync(join(root, 'public/models', id, 'onsight.json')),
  );
  const packages = ids.map((id) => [join(root, 'packages', id, 'package.json'), packageOf(id)]);
  // The starter pack comes first, because it is the default.
  const ordered = ids.sort((a, b) => Number(b === 'starter') - Number(a === 'starter'));
  return [...packages, [versionsPath, Object.fromEntries(ordered.map((id) => [id, manifestOf(id).version]))]];
}

function stage(folder) {
  const from = join(root, 'public/models', basename(folder));
  for (const path of filesOf(manifestOf(basename(folder)))) copyFileSync(join(from, path), join(folder, path));
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

const [command] = process.argv.slice(2);
if (command === 'stage') stage(process.cwd());
else
  for (const [path, value] of outputs()) {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    if (command === '--check') {
      if (existsSync(path) && JSON.stringify(readJson(path)) === JSON.stringify(value)) continue;
      console.error(`${path} is out of date. Run: npm run generate:packages`);
      process.exitCode = 1;
    } else {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
    }
  }
