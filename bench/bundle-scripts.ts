import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** Bundles scripts for a browser, by output name without `.js`; returns their folder. */
export async function bundleScripts(scripts: Readonly<Record<string, string>>): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'onsight-bench-scripts-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    base: '../fixtures/',
    worker: { format: 'es' },
    build: {
      outDir,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: { ...scripts },
        // Ours is served as it is published.
        external: ['/dist/store.js'],
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  return outDir;
}

/** Bundles scripts of bench/pages under their names. */
export function bundlePages(...names: readonly string[]): Promise<string> {
  return bundleScripts(Object.fromEntries(names.map((name) => [name, `bench/pages/${name}.js`])));
}
