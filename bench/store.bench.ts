import { expect, test, type Browser, type Page } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { bundlePeers } from './bundle-peers.ts';
import { bundlePages } from './bundle-scripts.ts';
import { onsight, peersAt, type Contender } from './contenders.ts';
import { measureContender, type Measured, type Task } from './measure-contender.ts';
import { bundleScanWorker, codesPerSecond, measureScan } from './scan-rate.ts';
import { callsPage, mainThreadTable, measureMainThread } from './store-main-thread.ts';
import { storeTable } from './store-table.ts';
import { browservec } from './studied.ts';
import { ask, isolated, threadPage, untilReady, workerPage } from './worker-page.ts';

const sizes = (process.env['STORE_BENCH_SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
const chosen = process.env['STORE_BENCH_PEERS'] ?? '';
/** Seconds that a step of a store may take. */
const limitOf = (rows: number): number => Number(process.env['STORE_BENCH_STEP_S'] ?? (rows < 1_000_000 ? 180 : 600));
/** Queries of pages/contender.js. */
const queries = 100;
/** Calls are made from a page with up to so many rows; with 100,000 the exports and imports had not ended after nine minutes. */
const mostCalled = 20_000;
const truth = '/truth';

function pageOf({ module, variant, thread }: Contender, rows: number): string {
  if (thread === 'page') return threadPage(module, { rows, variant });
  return workerPage(`/pages/contender-worker.js?${new URLSearchParams({ module, variant, rows: String(rows) })}`);
}

/** First query and expected results, from an exact scan of float32 vectors in a separate page. */
async function askTruth(page: Page, origin: string, rows: number): Promise<Pick<Task, 'query' | 'nearest'>> {
  await page.goto(origin + truth);
  await untilReady(page);
  const answer = {
    query: await ask<number[]>(page, 'query', 0),
    nearest: await ask<number[][]>(page, 'nearest', { rows, queries }),
  };
  await page.close();
  return answer;
}

/** How near the scan comes to the speed of memory. */
async function scanLine(browser: Browser, origin: string, rows: number, ours: Measured): Promise<string> {
  const page = await browser.newPage();
  await page.goto(`${origin}/scan`);
  const { scanMs, sumMs } = await measureScan(page, '/scan/scan-worker.js', rows);
  await page.close();
  const rate = (ms: number): string => `${codesPerSecond(rows, ms).toFixed(1)} GB/s`;
  const query = ours.search?.kind === 'value' ? rate(ours.search.value.median) : 'unknown';
  return (
    `onsight/store: codes are scanned at ${rate(scanMs)}, memory is summed at ${rate(sumMs)} ` +
    `(scan / memory ${(sumMs / scanMs).toFixed(2)}); a whole query of the store: ${query}\n`
  );
}

for (const rows of sizes) {
  test(`stores of ${rows} rows of 512 dimensions`, async ({ page, browser }) => {
    test.setTimeout(0);
    const contenders = [onsight, ...peersAt(rows, chosen)];
    const bundles = await bundlePeers([...new Set(contenders.map(({ module }) => module))]);
    const pages = Object.fromEntries(
      contenders.map((contender) => [`/${contender.module}/${contender.variant}`, pageOf(contender, rows)]),
    );
    await using server = await serveFolders(
      {
        '/dist/': 'dist',
        '/pages/': await bundlePages('contender', 'contender-worker', 'truth-worker'),
        '/peers/': bundles,
        '/scan/': await bundleScanWorker(),
      },
      { headers: isolated, pages: { ...pages, [truth]: workerPage('/pages/truth-worker.js'), '/scan': '' } },
    );
    const { origin } = server;
    const task: Task = { rows, origin, limitS: limitOf(rows), ...(await askTruth(page, origin, rows)) };
    const measured: [string, Measured][] = [];
    for (const contender of contenders) {
      console.log(`${rows} rows: ${contender.name}`);
      measured.push([contender.name, await measureContender(contender, task)]);
    }
    const [, ours = {}] = measured[0] ?? [];
    const studied = browservec[rows];
    if (studied !== undefined) measured.push(['browservec 1.0.0, of the study', studied]);
    console.log(`\n${storeTable(rows, measured)}\n\n${await scanLine(browser, origin, rows, ours)}`);
    expect(ours.remove?.kind).toBe('value');
    // Rows with almost equal scores may change places.
    expect(ours.search?.kind === 'value' && Math.min(ours.search.value.image, ours.search.value.text)).toBeGreaterThan(
      0.99,
    );
  });
}

test("time of store calls on a page's main thread", async ({ browser }) => {
  test.setTimeout(0);
  const rows = Math.min(Math.max(...sizes), mostCalled);
  await using server = await serveFolders(
    { '/dist/': 'dist', '/pages/': await bundlePages('store-calls') },
    { headers: isolated, pages: { '/calls': callsPage } },
  );
  const longest = await measureMainThread(browser, `${server.origin}/calls`, rows);
  console.log(`\n${mainThreadTable(rows, longest)}\n`);
});
