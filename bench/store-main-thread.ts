import type { Browser, Page } from '@playwright/test';
import { untilReady } from './worker-page.ts';

/** A page that can make every call; `pages` is the address of bench/pages. */
export const callsPage = '<!doctype html><script type="module" src="/pages/store-calls.js"></script>';

/** A mark or task in a trace; microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time on the processor: what other programs take is not in it. */
  readonly tdur?: number;
}

/** The longest task of a page's main thread in each round of a call, milliseconds, ascending. */
export type LongestTasks = ReadonlyMap<string, readonly number[]>;

const rounds = 5;
/** Once, ten seconds after it began, a page's process gives memory back, in one task that belongs to no call. */
const reclaimedMs = 11_000;
/** Maximum task length of a call on a page's thread. */
const limitMs = 2;

interface CallsWindow {
  readonly fill: (rows: number) => Promise<void>;
  readonly callAll: (rows: number, round: number) => Promise<void>;
}

async function traceRound(browser: Browser, page: Page, rows: number, round: number): Promise<readonly TraceEvent[]> {
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'],
  });
  await page.evaluate(([count, at]) => (globalThis as unknown as CallsWindow).callAll(count, at), [
    rows,
    round,
  ] as const);
  const trace = await browser.stopTracing();
  // The format is the browser's: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
  return (JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents;
}

function longestTasks(events: readonly TraceEvent[]): readonly (readonly [call: string, ms: number])[] {
  return events
    .filter(({ name }) => name.startsWith('call '))
    .map((start) => {
      const call = start.name.slice('call '.length);
      const onThread = events.filter(({ pid, tid }) => pid === start.pid && tid === start.tid);
      const end = onThread.find(({ name, ts }) => name === `done ${call}` && ts >= start.ts)?.ts ?? Infinity;
      const tasks = onThread.filter(({ name, ts, dur = 0 }) => name === 'RunTask' && ts + dur >= start.ts && ts <= end);
      if (tasks.length === 0) throw new Error(`the trace has no task of ${call}`);
      return [call, Math.max(...tasks.map(({ dur = 0, tdur = dur }) => Math.min(tdur, dur))) / 1000] as const;
    });
}

/** Makes every call of a store of that many rows from a page, and reads from traces what they took of its main thread. */
export async function measureMainThread(browser: Browser, address: string, rows: number): Promise<LongestTasks> {
  const page = await browser.newPage();
  const devtools = await page.context().newCDPSession(page);
  await page.exposeFunction('collectGarbage', () => devtools.send('HeapProfiler.collectGarbage'));
  await page.goto(address);
  await untilReady(page);
  await page.evaluate((count) => (globalThis as unknown as CallsWindow).fill(count), rows);
  await page.waitForTimeout(reclaimedMs);
  const longest = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [call, ms] of longestTasks(await traceRound(browser, page, rows, round))) {
      longest.set(
        call,
        [...(longest.get(call) ?? []), ms].sort((a, b) => a - b),
      );
    }
  }
  await page.close();
  return longest;
}

/** A Markdown table: median and worst of the rounds of each call. */
export function mainThreadTable(rows: number, longest: LongestTasks): string {
  const lines = [...longest].map(([call, ms]) => {
    const [median = NaN, worst = NaN] = [ms[ms.length >> 1], ms.at(-1)];
    const verdict = worst > limitMs ? `over ${limitMs} ms` : '';
    return `| ${call.padEnd(14)} | ${median.toFixed(2).padStart(6)} | ${worst.toFixed(2).padStart(6)} | ${verdict.padEnd(9)} |`;
  });
  return [
    `Longest task on the page's main thread, ms, limit ${limitMs}; ${rows} rows, ${rounds} rounds of each call`,
    `| call           | median |  worst |           |`,
    `| -------------- | ------ | ------ | --------- |`,
    ...lines,
  ].join('\n');
}
