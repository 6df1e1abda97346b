import type { Page } from '@playwright/test';
import { compile } from '../tools/vector-kernels/compile.mjs';
import { bundleScripts } from './bundle-scripts.ts';
import type { ScanBenchRequest, ScanBenchResult } from './pages/scan-worker.ts';

const dims = 512;

/** Bundles the worker that scans, `scan-worker.js`; returns its folder. */
export function bundleScanWorker(): Promise<string> {
  return bundleScripts({ 'scan-worker': 'bench/pages/scan-worker.ts' });
}

/**
 * Scans that many coded rows of 512 dimensions and sums as many bytes, alternately; `page` is one of the worker's
 * origin.
 */
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

/** GB/s at which the codes of `rows` rows, one byte per dimension, are read in that time. */
export function codesPerSecond(rows: number, milliseconds: number): number {
  return (rows * dims) / milliseconds / 1e6;
}
