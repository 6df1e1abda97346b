import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { compile } from '../tools/vector-kernels/compile.mjs';
import type { ScanBenchRequest, ScanBenchResult } from './pages/scan-worker.ts';

const dims = 512;

/** Bundles the worker that scans, `scan-worker.js`; returns its folder. */
export async function bundleScanWorker(): Promise<string> {
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

/** Scans that many coded rows of 512 dimensions, and sums as many bytes, in turns; `page` is one of the worker's origin. */
export async function measureScan(page: Page, workerUrl: string, rows: number): Promise<ScanBenchResult> {
  const bandwidth = [...(await compile('bandwidth.ts'))];
  return page.evaluate(
    async ({ workerUrl: url, ...request }): Promise<ScanBenchResult> => {
      const worker = new Worker(url, { type: 'module' });
      const answer = new Promise<ScanBenchResult>((done, fail) => {
        worker.onmessage = ({ data }: MessageEvent<ScanBenchResult>) => done(data);
        worker.onerror = (event) => fail(new Error(event.message));
      });
      const bytes = Uint8Array.from(request.bandwidth);
      worker.postMessage({ ...request, bandwidth: bytes } satisfies ScanBenchRequest);
      return answer.finally(() => worker.terminate());
    },
    { workerUrl, rows, dims, bandwidth },
  );
}

/** GB/s at which the codes of `rows` rows, a byte a dimension, are read in that time. */
export function codesPerSecond(rows: number, milliseconds: number): number {
  return (rows * dims) / milliseconds / 1e6;
}
