import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { serveFolders } from '../e2e/consumers/serve-folders.ts';
import root from '../playwright.config.ts';

const sizes = (process.env['STORE_BENCH_SIZES'] ?? '10000,100000,1000000').split(',').map(Number);
/** What browservec, the fastest exact peer of the study, took on the same kind of machine (it is not on the registry). */
const browservec: Readonly<
  Record<number, { readonly buildS: number; readonly queryMs: number; readonly openMs: number }>
> = {
  10_000: { buildS: 0.33, queryMs: 1.18, openMs: 640 },
  100_000: { buildS: 3.1, queryMs: 12.5, openMs: 2_118 },
  1_000_000: { buildS: 37.5, queryMs: 117, openMs: 11_230 },
};

interface Times {
  readonly median: number;
  readonly p95: number;
}

interface Asked {
  readonly query: Times;
  readonly text: Times;
  readonly filter: Times;
  readonly newFilter: Times;
  readonly remove: Times;
  readonly stats: { readonly rows: number; readonly diskBytes: number; readonly memoryBytes: number };
}

/** Runs one piece of work in the page's worker. */
async function ask<T>(page: Page, name: string, value?: number): Promise<T> {
  return (await page.evaluate(
    ([work, given]) =>
      (globalThis as unknown as { ask: (name: unknown, value: unknown) => Promise<unknown> }).ask(work, given),
    [name, value] as const,
  )) as T;
}

/** Anonymous and shared memory of the largest renderer of a browser, bytes. */
function rendererBytes(userDir: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.reduce((largest, pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('--type=renderer') || !isChildOf(pid, userDir)) return largest;
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const kilobytes = ['RssAnon', 'RssShmem'].map((field) =>
        Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]),
      );
      return Math.max(largest, kilobytes.reduce((sum, each) => sum + each, 0) * 1024);
    } catch {
      return largest; // it has ended
    }
  }, 0);
}

function isChildOf(pid: string, userDir: string): boolean {
  for (let at = pid; at !== '1' && at !== '0' && at !== '';) {
    if (readFileSync(`/proc/${at}/cmdline`, 'utf8').includes(userDir)) return true;
    at = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? '';
  }
  return false;
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
  test(`${rows} rows of 512 dimensions`, async () => {
    await using server = await serveFolders({ '/dist/': 'dist', '/pages/': 'bench/pages' }, { pages: { '/': html } });
    const userDir = mkdtempSync(join(tmpdir(), 'onsight-store-bench-'));
    const start = async (): Promise<{ readonly context: BrowserContext; readonly page: Page }> => {
      const { launchOptions } = root.use ?? {};
      const context = await chromium.launchPersistentContext(userDir, { ...launchOptions, headless: true });
      const page = await context.newPage();
      await page.goto(server.origin);
      await page.waitForFunction(() => document.title === 'ready');
      return { context, page };
    };
    let { context, page } = await start();
    const buildMs = await ask<number>(page, 'build', rows);
    await context.close();
    execFileSync('sync');
    ({ context, page } = await start());
    const openMs = await ask<number>(page, 'open');
    const openBytes = rendererBytes(userDir);
    const asked = await ask<Asked>(page, 'ask');
    await context.close();
    const disk = Number(
      execFileSync('du', ['-sb', join(userDir, 'Default/IndexedDB')], { encoding: 'utf8' }).split('\t')[0],
    );
    rmSync(userDir, { recursive: true });
    const peer = browservec[rows];
    const ratio = (theirs: number | undefined, ours: number): string =>
      theirs === undefined ? '' : ` (browservec of the study: ${(theirs / ours).toFixed(1)} times that)`;
    const ms = ({ median, p95 }: Times): string => `${median.toFixed(2)} ms, p95 ${p95.toFixed(2)}`;
    console.log(
      [
        `\n${rows} x 512`,
        `build, durable    ${(buildMs / 1000).toFixed(2)} s${ratio(peer?.buildS, buildMs / 1000)}`,
        `reopen to result  ${openMs.toFixed(0)} ms in the worker${ratio(peer?.openMs, openMs)}, ${(openBytes / 2 ** 20).toFixed(0)} MB renderer`,
        `query, top 10     ${ms(asked.query)}${ratio(peer?.queryMs, asked.query.median)}; text-like ${ms(asked.text)}`,
        `filter 1 %        ${ms(asked.filter)}; a new filter ${ms(asked.newFilter)}`,
        `delete one        ${ms(asked.remove)}`,
        `disk              ${(asked.stats.diskBytes / asked.stats.rows).toFixed(0)} bytes a row, ${(disk / rows).toFixed(0)} in the profile`,
        `memory            ${(asked.stats.memoryBytes / 2 ** 20).toFixed(0)} MB of rows`,
      ].join('\n'),
    );
    expect(asked.stats.rows).toBe(rows - 20);
  });
}
