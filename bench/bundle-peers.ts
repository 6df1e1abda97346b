import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleScripts } from './bundle-scripts.ts';

const folder = 'bench/peers';

/** Installs missing peers and bundles the named adapters; returns the folder of the bundles. */
export function bundlePeers(modules: readonly string[]): Promise<string> {
  if (!existsSync(join(folder, 'node_modules'))) {
    execFileSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], {
      stdio: 'inherit',
    });
  }
  return bundleScripts(Object.fromEntries(modules.map((name) => [name, join(folder, `${name}.js`)])));
}
