import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A consumer's folder outside the repository, so that nothing of ours can be resolved by accident. */
export interface Consumer extends Disposable {
  readonly folder: string;
  /** Paths in the packed tarball. */
  readonly packed: readonly string[];
  /** Packages in npm's lock file: path to whether it has an install script. */
  readonly installed: ReadonlyMap<string, { readonly hasInstallScript: boolean }>;
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs the built package and installs it into a copy of `vite-app/` with install scripts allowed, an empty cache and
 * npm in its offline mode: whatever would have to be fetched fails the install.
 */
export function packAndInstall(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-consumer-'));
  cpSync(join(import.meta.dirname, 'vite-app'), folder, { recursive: true });
  const output = execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { cwd: root });
  // npm pack reports one entry for the one package.
  const [report] = JSON.parse(output.toString()) as [PackReport];
  renameSync(join(folder, report.filename), join(folder, 'onsight.tgz'));
  const cache = mkdtempSync(join(tmpdir(), 'onsight-npm-cache-'));
  const options = ['--offline', '--ignore-scripts=false', '--no-audit', '--no-fund', '--cache', cache];
  execFileSync('npm', ['install', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  rmSync(cache, { recursive: true });
  // The models folder lies beside the page, as the README tells a consumer to put it.
  mkdirSync(join(folder, 'public'));
  for (const name of ['models', 'samples']) symlinkSync(join(root, 'public', name), join(folder, 'public', name));
  return {
    folder,
    packed: report.files.map((file) => file.path),
    installed: readInstalled(folder),
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function readInstalled(folder: string): Consumer['installed'] {
  // The shape of npm's hidden lock file.
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
  };
  return new Map(
    Object.entries(packages).map(([path, entry]) => [path, { hasInstallScript: entry.hasInstallScript === true }]),
  );
}

/** Runs the repository's own Vite in a consumer's folder, with its default configuration. */
export function viteCommand(...args: readonly string[]): readonly [command: string, args: readonly string[]] {
  return [process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...args]];
}
