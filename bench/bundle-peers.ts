import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const folder = 'bench/peers';

/** Installs the peers where they are missing, and bundles the adapters named; returns the folder of the bundles. */
export async function bundlePeers(modules: readonly string[]): Promise<string> {
  if (!existsSync(join(folder, 'node_modules'))) {
    execFileSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], {
      stdio: 'inherit',
    });
  }
  const outDir = mkdtempSync(join(tmpdir(), 'onsight-bench-peers-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    build: {
      outDir,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(modules.map((name) => [name, join(folder, `${name}.js`)])),
        // Ours is served as it is published.
        external: ['/dist/store.js'],
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  return outDir;
}
