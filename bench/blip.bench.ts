import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { writeBasePacks } from './base-packs.ts';

const tokens = 20;
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5);
const bareWorker = '/pages/bare-caption-worker.js';
const peerWorker = '/pages/caption-peer-worker.js';

/** Functions that pages/caption-page.js defines on the page; all times in milliseconds. */
interface Bench {
  readonly open: (model: string) => Promise<void>;
  readonly close: (model: string) => Promise<void>;
  readonly caption: (model: string, tokens: number, beams?: number) => Promise<number>;
  readonly decode: (model: string, tokens: number, beams?: number) => Promise<number>;
  readonly stream: (model: string, tokens: number) => Promise<number>;
  readonly questions: (model: string) => Promise<readonly [first: number, second: number]>;
  readonly start: (worker: string) => Promise<void>;
  readonly ask: (worker: string, message: object) => Promise<number>;
}

type Method = keyof Bench;

/** Calls one of them in the page. */
function on(
  page: Page,
): <M extends Method>(method: M, ...args: Parameters<Bench[M]>) => Promise<Awaited<ReturnType<Bench[M]>>> {
  return (method, ...args) =>
    page.evaluate(
      ([name, list]) => {
        const { bench } = globalThis as unknown as {
          readonly bench: Readonly<Record<string, (...all: readonly unknown[]) => Promise<unknown>>>;
        };
        // The page is untyped: methods return what Bench declares.
        return bench[name]?.(...list) as never;
      },
      [method, args as readonly unknown[]] as const,
    );
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? NaN;

/** One line of the table: a ratio of two figures measured one after the other in every round. */
function line(what: string, target: string, over: readonly number[], under: readonly number[]): Record<string, string> {
  const ratios = sorted(over.map((value, round) => value / (under[round] ?? NaN)));
  return {
    what,
    ratio: median(ratios).toFixed(2),
    spread: `${ratios[0]?.toFixed(2) ?? ''} to ${ratios.at(-1)?.toFixed(2) ?? ''}`,
    target,
    seconds: `${(median(over) / 1000).toFixed(2)} / ${(median(under) / 1000).toFixed(2)}`,
  };
}

/** Runs every task once per round, alternately forwards and backwards, so that other load affects all equally. */
async function interleave<K extends string>(
  tasks: Readonly<Record<K, () => Promise<number>>>,
): Promise<Readonly<Record<K, readonly number[]>>> {
  // The keys of a Record<K, …> are K.
  const names = Object.keys(tasks) as K[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1)
    for (const name of round % 2 === 0 ? names : names.toReversed()) times[name].push(await tasks[name]());
  return times;
}

let root = '';
test.beforeAll(async () => {
  root = process.env['BENCH_PACKS'] ?? mkdtempSync(join(tmpdir(), 'onsight-bench-'));
  test.setTimeout(600_000);
  if (process.env['BENCH_PACKS'] === undefined) await writeBasePacks(root);
});
test.afterAll(() => {
  if (process.env['BENCH_PACKS'] === undefined) rmSync(root, { recursive: true });
});

test('BLIP-base with random weights: captions and questions on WASM', async () => {
  test.setTimeout(3_600_000);
  await using server = await serveFolders(
    {
      '/dist/': 'dist',
      '/models/': join(root, 'models'),
      '/peer/': join(root, 'peer'),
      '/samples/': 'public/samples',
      '/pages/': 'bench/pages',
      '/ort/': 'node_modules/onnxruntime-web/dist',
      '/transformers/': 'node_modules/@huggingface/transformers/dist',
    },
    {
      pages: {
        '/page': '<!doctype html><title>bench</title><script type="module" src="/pages/caption-page.js"></script>',
      },
    },
  );
  const profile = mkdtempSync(join(tmpdir(), 'onsight-bench-'));
  // A profile on disk, because an ordinary test context stores in memory.
  const browser = await chromium.launchPersistentContext(profile, test.info().project.use.launchOptions);
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.log(String(error)));
    await page.goto(`${server.origin}/page`);
    await page.waitForFunction(() => 'bench' in globalThis);
    // Comparisons with bare loops come first, in a fresh browser.
    for (const compare of [compareLoops, compareCaches, compareFormats, compareQuestions])
      console.table(await compare(page));
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true });
  }
});

async function compareLoops(page: Page): Promise<readonly Record<string, string>[]> {
  const call = on(page);
  await call('open', 'base-q8');
  await call('start', bareWorker);
  await call('start', peerWorker);
  await call('decode', 'base-q8', 1);
  const seen = await interleave({
    caption: () => call('decode', 'base-q8', tokens),
    bare: () => call('ask', bareWorker, { what: 'decode', tokens }),
    stream: () => call('stream', 'base-q8', tokens),
    beams: () => call('decode', 'base-q8', tokens, 3),
  });
  // Last, because their images evict the cached one.
  const whole = await interleave({
    caption: () => call('caption', 'base-q8', tokens),
    bare: () => call('ask', bareWorker, { what: 'caption', tokens }),
    peer: () => call('ask', peerWorker, { tokens }),
    beams: () => call('caption', 'base-q8', tokens, 3),
  });
  expect(median(seen.caption)).toBeGreaterThan(0);
  await call('close', 'base-q8');
  return [
    line('q8, whole caption: bare loop / caption()', '>= 0.95', whole.bare, whole.caption),
    line('q8, seen picture, tokens/s: captionStream() / bare loop', '>= 0.95', seen.bare, seen.stream),
    line('q8, seen picture, whole call: bare loop / caption()', '', seen.bare, seen.caption),
    line('q8, whole caption: 3 beams / greedy', '<= 1.6', whole.beams, whole.caption),
    line('q8, seen picture: 3 beams / greedy', '', seen.beams, seen.caption),
    line('q8, whole caption: transformers.js / caption()', '', whole.peer, whole.caption),
  ];
}

async function compareCaches(page: Page): Promise<readonly Record<string, string>[]> {
  const call = on(page);
  await call('open', 'base-q8');
  await call('open', 'uncached-q8');
  for (const model of ['base-q8', 'uncached-q8']) await call('decode', model, 1);
  const times = await interleave({
    uncached: () => call('decode', 'uncached-q8', tokens),
    cached: () => call('decode', 'base-q8', tokens),
  });
  await call('close', 'uncached-q8');
  await call('close', 'base-q8');
  return [line('q8, 20 tokens on a seen picture: uncached / cached', '>= 5', times.uncached, times.cached)];
}

async function compareFormats(page: Page): Promise<readonly Record<string, string>[]> {
  const call = on(page);
  await call('open', 'base-q8');
  await call('open', 'base-fp32');
  for (const model of ['base-q8', 'base-fp32']) await call('decode', model, 1);
  const times = await interleave({
    q8: () => call('caption', 'base-q8', tokens),
    fp32: () => call('caption', 'base-fp32', tokens),
    q8Decode: () => call('decode', 'base-q8', tokens),
    fp32Decode: () => call('decode', 'base-fp32', tokens),
  });
  await call('close', 'base-fp32');
  await call('close', 'base-q8');
  return [
    line('whole caption: fp32 / q8', '>= 1.8', times.fp32, times.q8),
    line('seen picture: fp32 / q8', '', times.fp32Decode, times.q8Decode),
  ];
}

async function compareQuestions(page: Page): Promise<readonly Record<string, string>[]> {
  const call = on(page);
  await call('open', 'vqa-q8');
  await call('questions', 'vqa-q8');
  const first: number[] = [];
  const second: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [one, two] = await call('questions', 'vqa-q8');
    first.push(one);
    second.push(two);
  }
  await call('close', 'vqa-q8');
  return [line('q8: second question / first', '<= 0.35', second, first)];
}
