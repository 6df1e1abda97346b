import { expect, test } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { bundlePages } from './bundle-scripts.ts';
import { ask, isolated, untilReady, workerPage } from './worker-page.ts';

const sizes = (process.env['DUPLICATES_BENCH_SIZES'] ?? '20000,100000').split(',').map(Number);
/** Maximum number of rows at which all pairs are also compared. */
const mostCompared = 20_000;

interface Found {
  readonly ms: number;
  /** Rows in any group. */
  readonly rows: number;
}

const html = workerPage('/pages/duplicates-worker.js');

for (const rows of sizes) {
  test(`near-duplicates of ${rows} rows of 512 dimensions`, async ({ page }) => {
    await using server = await serveFolders(
      { '/dist/': 'dist', '/pages/': await bundlePages('duplicates-worker') },
      { headers: isolated, pages: { '/': html } },
    );
    await page.goto(server.origin);
    await untilReady(page);
    await ask(page, 'build', rows);
    const lines = [];
    for (const threshold of [0.99, 0.95, 0.92, 0.9]) {
      const found = await ask<Found>(page, 'duplicates', threshold);
      lines.push(`at ${threshold}: ${(found.ms / 1000).toFixed(2)} s, ${found.rows} rows in groups`);
      if (threshold !== 0.95 || rows > mostCompared) continue;
      const compared = await ask<Found>(page, 'allPairs', threshold);
      lines.push(
        `  all pairs: ${(compared.ms / 1000).toFixed(2)} s, ${(compared.ms / found.ms).toFixed(1)} times that`,
      );
      expect(compared.rows).toBe(found.rows);
    }
    console.log([`\n${rows} x 512, near-duplicates`, ...lines].join('\n'));
  });
}
