import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { parseManifest, type Manifest } from '../../families/packs/manifest.ts';
import type { CliContext, Command } from '../command.ts';
import { progressBar } from '../progress-bar.ts';
import { installedManifest, installPack, manifestName, missingFiles, type PackSource } from './install-pack.ts';
import { downloadTarball, findRelease } from './npm-registry.ts';
import packVersions from './pack-versions.json' with { type: 'json' };
import { readTar } from './read-tar.ts';
import { explainWriteError } from './write-error.ts';

/** A pack to bring: its package, its folder's name, and a version or tag. */
interface WantedPack {
  readonly name: string;
  readonly id: string;
  /** Undefined: the installed package if there is one, else the version that this release was tested with. */
  readonly version: string | undefined;
}

const versions: Readonly<Record<string, string>> = packVersions;
const defaultRegistry = 'https://registry.npmjs.org';

/** `onsight models`: brings the weights into a folder of a site. */
export const modelsCommand: Command = {
  help: `onsight models <folder> [options]

Writes the weights into <folder>/starter (with --pack <name>: <folder>/<name>), from an installed
package @onsight/<name>, else from that package in the npm registry. Every file is verified;
complete files are kept. <folder> is what your site serves as /models/, for example public/models.

  --pack <name>      ${Object.keys(versions).join(', ')} or the name of another package, also name@version; repeat it for several
  --registry <url>   npm registry (default: the environment's npm_config_registry, or ${defaultRegistry})
`,
  parse(argv, env) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { pack: { type: 'string', multiple: true, default: ['starter'] }, registry: { type: 'string' } },
    });
    const [folder, ...others] = positionals;
    if (folder === undefined || folder === '')
      throw new TypeError('Expected a folder of your site, for example `public/models`.');
    if (others.length > 0) throw new TypeError(`Expected one folder, also got \`${others.join(' ')}\`.`);
    const registry = values.registry ?? env['npm_config_registry'] ?? defaultRegistry;
    if (!/^https?:/.test(registry) || !URL.canParse(registry))
      throw new TypeError(`Expected \`--registry\` to be an http address, got \`${registry}\`.`);
    const packs = values.pack.map(parsePack);
    return async (context) => {
      for (const pack of packs) await bring(pack, folder, registry.replace(/\/+$/, ''), context);
      return 0;
    };
  },
};

function parsePack(text: string): WantedPack {
  const [, name, version] = /^((?:@[\w.-]+\/)?\w[\w.-]*)(?:@([\w.+-]+))?$/.exec(text) ?? [];
  if (name === undefined) throw new TypeError(`Expected \`--pack\` to be the name of a pack, got \`${text}\`.`);
  const id = basename(name);
  return { name: name.includes('/') ? name : `@onsight/${name}`, id, version };
}

async function bring(pack: WantedPack, folder: string, registry: string, context: CliContext): Promise<void> {
  const root = resolve(context.cwd, folder);
  const target = join(root, pack.id);
  let bytes: number | undefined;
  const onSize = (total: number): void => void (bytes = total);
  try {
    const local = await installedPackage(pack, context.cwd);
    const { manifest, written, from } =
      local === undefined
        ? await fromRegistry(pack, target, registry, context, onSize)
        : { ...(await installPack(local, target, context.signal)), from: local.from };
    report(context, target, pack, { manifest, written, from });
  } catch (error) {
    throw explainWriteError(error, target, bytes);
  }
}

/** The package as it is installed for the project in `cwd`; undefined if it is not, or another version is wanted. */
async function installedPackage(
  { name, version }: WantedPack,
  cwd: string,
): Promise<(PackSource & { readonly from: string }) | undefined> {
  const require = createRequire(join(cwd, 'package.json'));
  let path: string;
  try {
    path = require.resolve(`${name}/${manifestName}`);
  } catch {
    return undefined;
  }
  const folder = dirname(path);
  const manifest = await readFile(path, 'utf8');
  const parsed = parseManifest(name, manifest);
  if (version !== undefined && version !== parsed.version) return undefined;
  return {
    manifest,
    from: relative(cwd, folder),
    *files() {
      for (const file of parsed.files) yield { path: file.path, content: createReadStream(join(folder, file.path)) };
    },
  };
}

async function fromRegistry(
  { name, id, version = versions[id] ?? 'latest' }: WantedPack,
  target: string,
  registry: string,
  { stderr, signal }: CliContext,
  onSize: (bytes: number) => void,
): Promise<{ readonly manifest: Manifest; readonly written: number; readonly from: string }> {
  const present = await installedManifest(target);
  if (present?.version === version && (await missingFiles(target, present)).length === 0)
    return { manifest: present, written: 0, from: registry };
  const release = await findRelease(registry, name, version, signal);
  const tarball = join(dirname(target), `.onsight-${id}-${release.version}.tgz.part`);
  await mkdir(dirname(target), { recursive: true });
  const bar = progressBar(stderr);
  await downloadTarball(release, tarball, signal, (loadedBytes, totalBytes) => {
    onSize(totalBytes);
    bar.report({ loadedBytes, totalBytes });
  }).finally(bar.end);
  const installed = await installPack(await packedPack(tarball, name), target, signal);
  await rm(tarball);
  return { ...installed, from: registry };
}

/** Reads a package from its tarball, in which every path begins with a folder's name. */
async function packedPack(tarball: string, name: string): Promise<PackSource> {
  const files: PackSource['files'] = async function* () {
    const unpacked = createReadStream(tarball).pipe(createGunzip());
    for await (const { path, content } of readTar(unpacked)) yield { path: path.replace(/^[^/]*\//, ''), content };
  };
  for await (const { path, content } of files()) {
    if (path !== manifestName) continue;
    let manifest = '';
    const decoder = new TextDecoder();
    for await (const chunk of content) manifest += decoder.decode(chunk, { stream: true });
    return { manifest: manifest + decoder.decode(), files };
  }
  throw new Error(`The package ${name} has no ${manifestName}: it is not a pack of models.`);
}

function report(
  { stdout, cwd }: CliContext,
  target: string,
  { name, id }: WantedPack,
  { manifest, written, from }: { readonly manifest: Manifest; readonly written: number; readonly from: string },
): void {
  const count = manifest.files.length;
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const where = relative(cwd, target) || '.';
  stdout.write(
    written === 0
      ? `${where}: ${name} ${manifest.version} is already there, ${String(count)} files verified\n`
      : `${where}: ${name} ${manifest.version} from ${from}, ${String(written)} of ${String(count)} files written, ${(bytes / 1e6).toFixed(1)} MB in all\n`,
  );
  const url = servedAs(relative(cwd, dirname(target)));
  const model = Object.hasOwn(versions, id) ? '' : `, model: '${id}'`;
  stdout.write(`Served as ${url}, in code: createOnsight({ modelsUrl: '${url}'${model} })\n`);
}

/** Folders of frameworks whose content is served at the root of a site. */
const served = new Set(['public', 'static', 'dist', 'build', 'out', 'www', 'wwwroot', 'site', '_site', 'htdocs']);

/** Guesses the address of a folder of models. */
function servedAs(path: string): string {
  const segments = path.split(sep).filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  const root = segments.findIndex((segment) => served.has(segment));
  const rest = root === -1 ? segments.slice(-1) : segments.slice(root + 1);
  return `/${rest.map((segment) => `${segment}/`).join('')}`;
}
