import { expect, test } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { bundleScanWorker, codesPerSecond, measureScan } from './scan-rate.ts';
import { isolated } from './worker-page.ts';

const sizes = [10_000, 100_000, 1_000_000];

test('the scan of coded vectors against the speed of memory', async ({ page }) => {
  await using server = await serveFolders(
    { '/': await bundleScanWorker() },
    { headers: isolated, pages: { '/page': '<!doctype html><title>bench</title>' } },
  );
  await page.goto(`${server.origin}/page`);
  for (const rows of sizes) {
    const result = await measureScan(page, '/scan-worker.js', rows);
    expect(result.kind).toMatch(/simd$/);
    const gigabytes = (milliseconds: number): string => codesPerSecond(rows, milliseconds).toFixed(1);
    console.log(
      `${rows} x 512, ${result.kind}: top 10 in ${result.searchMs.toFixed(2)} ms (scan ${result.scanMs.toFixed(2)} ms, ` +
        `${gigabytes(result.scanMs)} GB/s; memory ${gigabytes(result.sumMs)} GB/s; ` +
        `scan / memory ${(result.sumMs / result.scanMs).toFixed(2)}, search / memory ${(result.sumMs / result.searchMs).toFixed(2)}), ` +
        `${result.readPerQuery.toFixed(0)} rows refined; 1 % filter ${result.filteredMs.toFixed(2)} ms; ` +
        `encode ${result.encodeMicrosecondsPerRow.toFixed(2)} us per row; ${result.bytesPerRow.toFixed(0)} bytes per row in memory`,
    );
  }
});
