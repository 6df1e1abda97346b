import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
  readonly repository?: string | { readonly url: string };
}

/** Packages whose tarball carries no licence text: its file is kept here, under the package's name. */
const kept = '.ci/build/licences';
const rule = '='.repeat(80);

/**
 * The text of THIRD-PARTY-NOTICES.txt for the packages in `folders`.
 *
 * @throws Error when a package's licence text cannot be found: a release without it may not be shipped
 */
export function thirdPartyNotices(folders: readonly string[]): string {
  const sections = folders.map((folder) => {
    const { name, version, license = 'see below', repository } = manifestOf(folder);
    const url = typeof repository === 'string' ? repository : repository?.url;
    const source = url === undefined ? [] : [url.replace(/^git\+/, '').replace(/[.]git$/, '')];
    return [
      rule,
      `${[name, version].filter(Boolean).join(' ')} (${license})`,
      ...source,
      rule,
      '',
      licenceText(folder, name),
    ].join('\n');
  });
  const head = `onsight contains code of the packages below. This file was made by the build, from what it bundled.`;
  return `${[head, ...sections].join('\n\n')}\n`;
}

/** A package that another one carries inside its own bundle is not installed: only its name is known. */
function manifestOf(folder: string): Manifest {
  const file = join(folder, 'package.json');
  // The shape of every installed package.json.
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  return { name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length) };
}

function licenceText(folder: string, name: string): string {
  const own = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(file))
    .sort()
    .map((file) => join(folder, file));
  const spare = join(kept, `${name.replace('/', '__')}.txt`);
  const files = own.length > 0 ? own : [spare].filter((path) => existsSync(path));
  if (files.length === 0) throw new Error(`${name} has no licence file. Put its text into ${spare}.`);
  return files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n');
}
