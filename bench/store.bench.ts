import { expect, test } from '@playwright/test';
import { serveFolders } from '../e2e/consumers/serve-folders.ts';
import { bundlePeers } from './bundle-peers.ts';
import { onsight, peersAt, type Contender } from './contenders.ts';
import { measureContender, type Measured, type Task } from './measure-contender.ts';
import { storeTable } from './store-table.ts';
import { browservec } from './studied.ts';
import { ask, isolated, threadPage, untilReady, workerPage } from './worker-page.ts';

const sizes = (process.env['STORE_BENCH_SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
const chosen = process.env['STORE_BENCH_PEERS'] ?? '';
/** Seconds that a step of a peer may take. */
const limitOf = (rows: number): number => Number(process.env['STORE_BENCH_STEP_S'] ?? (rows < 1_000_000 ? 180 : 600));
/** Queries of pages/contender.js. */
const queries = 100;

const truth = '/truth';
function pageOf({ module, variant, thread }: Contender, rows: number): string {
  if (thread === 'page') return threadPage(module, { rows, variant });
  return workerPage(`/pages/contender-worker.js?${new URLSearchParams({ module, variant, rows: String(rows) })}`);
}

for (const rows of sizes) {
  test(`${rows} rows of 512 dimensions`, async ({ page }) => {
    test.setTimeout(0);
    const contenders = [onsight, ...peersAt(rows, chosen)];
    const bundles = await bundlePeers([...new Set(contenders.map(({ module }) => module))]);
    const pages = Object.fromEntries(
      contenders.map((contender) => [`/${contender.module}/${contender.variant}`, pageOf(contender, rows)]),
    );
    await using server = await serveFolders(
      { '/dist/': 'dist', '/pages/': 'bench/pages', '/peers/': bundles },
      { headers: isolated, pages: { ...pages, [truth]: workerPage('/pages/truth-worker.js') } },
    );
    await page.goto(server.origin + truth);
    await untilReady(page);
    const task: Task = {
      rows,
      origin: server.origin,
      limitS: limitOf(rows),
      query: await ask(page, 'query', 0),
      nearest: await ask(page, 'nearest', { rows, queries }),
    };
    await page.close();
    const measured: [string, Measured][] = [];
    for (const contender of contenders) {
      console.log(`${rows} rows: ${contender.name}`);
      measured.push([contender.name, await measureContender(contender, task)]);
    }
    const studied = browservec[rows];
    if (studied !== undefined) measured.push(['browservec 1.0.0, of the study', studied]);
    console.log(`\n${storeTable(rows, measured)}\n`);
    const ours = measured[0]?.[1];
    expect(ours?.search).toMatchObject({ kind: 'value', value: { image: 1, text: 1 } });
    expect(ours?.remove?.kind).toBe('value');
  });
}
