import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { serveFolders } from '../e2e/consumers/serve-folders.ts';
import { compile } from '../tools/vector-kernels/compile.mjs';
import type { ScanBenchRequest, ScanBenchResult } from './pages/scan-worker.ts';

const dims = 512;
const sizes = [10_000, 100_000, 1_000_000];

async function bundleWorker(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'onsight-bench-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir,
      target: 'es2022',
      lib: { entry: 'bench/pages/scan-worker.ts', formats: ['es'], fileName: () => 'scan-worker.js' },
    },
  });
  return outDir;
}

test('the scan of coded vectors against the speed of memory', async ({ page }) => {
  await using server = await serveFolders(
    { '/': await bundleWorker() },
    {
      // Cross-origin isolation makes clocks fine enough.
      headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
      pages: { '/page': '<!doctype html><title>bench</title>' },
    },
  );
  await page.goto(`${server.origin}/page`);
  const bandwidth = [...(await compile('bandwidth.ts'))];
  for (const rows of sizes) {
    const result = await page.evaluate(
      async (request): Promise<ScanBenchResult> => {
        const worker = new Worker('/scan-worker.js', { type: 'module' });
        const answer = new Promise<ScanBenchResult>((done, fail) => {
          worker.onmessage = ({ data }: MessageEvent<ScanBenchResult>) => done(data);
          worker.onerror = (event) => fail(new Error(event.message));
        });
        const bytes = Uint8Array.from(request.bandwidth);
        worker.postMessage({ ...request, bandwidth: bytes } satisfies ScanBenchRequest);
        return answer.finally(() => worker.terminate());
      },
      { rows, dims, bandwidth },
    );
    expect(result.kind).toBe('simd');
    const gigabytes = (milliseconds: number): string => ((rows * dims) / milliseconds / 1e6).toFixed(1);
    console.log(
      `${rows} x ${dims}: top 10 in ${result.searchMs.toFixed(2)} ms (scan ${result.scanMs.toFixed(2)} ms, ` +
        `${gigabytes(result.scanMs)} GB/s; memory ${gigabytes(result.sumMs)} GB/s; ` +
        `scan / memory ${(result.sumMs / result.scanMs).toFixed(2)}, search / memory ${(result.sumMs / result.searchMs).toFixed(2)}), ` +
        `${result.readPerQuery.toFixed(0)} second planes read; 1 % filter ${result.filteredMs.toFixed(2)} ms; ` +
        `encode ${result.encodeMicrosecondsPerRow.toFixed(2)} us a row; ${result.bytesPerRow.toFixed(0)} bytes a row in memory`,
    );
  }
});
