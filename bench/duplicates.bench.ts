import { expect, test } from '@playwright/test';
import { serveFolders } from '../e2e/consumers/serve-folders.ts';

const sizes = (process.env['DUPLICATES_BENCH_SIZES'] ?? '20000,100000').split(',').map(Number);
/** Up to so many rows all pairs are looked at, too. */
const mostCompared = 20_000;

interface Found {
  readonly ms: number;
  /** Rows in any group. */
  readonly rows: number;
}

const html = `<!doctype html><script type="module">
  const worker = new Worker('/pages/store-worker.js', { type: 'module' });
  const next = () => new Promise((done, fail) => {
    worker.onmessage = ({ data }) => ('error' in data ? fail(new Error(data.error)) : done(data.value));
    worker.onerror = (event) => fail(new Error(event.message));
  });
  await next();
  globalThis.ask = (name, value) => { const answer = next(); worker.postMessage({ name, value }); return answer; };
  document.title = 'ready';
</script>`;

for (const rows of sizes) {
  test(`near-duplicates of ${rows} rows of 512 dimensions`, async ({ page }) => {
    await using server = await serveFolders({ '/dist/': 'dist', '/pages/': 'bench/pages' }, { pages: { '/': html } });
    await page.goto(server.origin);
    await page.waitForFunction(() => document.title === 'ready');
    const ask = <T>(name: string, value: number): Promise<T> =>
      page.evaluate(
        ([work, given]) =>
          (globalThis as unknown as { ask: (name: unknown, value: unknown) => Promise<unknown> }).ask(work, given),
        [name, value] as const,
      ) as Promise<T>;
    await ask('build', rows);
    const lines = [];
    for (const threshold of [0.99, 0.95, 0.92, 0.9]) {
      const found = await ask<Found>('duplicates', threshold);
      lines.push(`at ${threshold}: ${(found.ms / 1000).toFixed(2)} s, ${found.rows} rows in groups`);
      if (threshold !== 0.95 || rows > mostCompared) continue;
      const compared = await ask<Found>('allPairs', threshold);
      lines.push(
        `  all pairs: ${(compared.ms / 1000).toFixed(2)} s, ${(compared.ms / found.ms).toFixed(1)} times that`,
      );
      expect(compared.rows).toBe(found.rows);
    }
    console.log([`\n${rows} x 512, near-duplicates`, ...lines].join('\n'));
  });
}
