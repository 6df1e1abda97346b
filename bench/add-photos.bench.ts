import { mkdtempSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { createOnsight } from '../src/index.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';

const photos = 198;
const rounds = 3;

/** The starter's vision graph in the layout of a transformers.js repository. */
function peerRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-bench-'));
  mkdirSync(join(folder, 'starter/onnx'), { recursive: true });
  const write = (name: string, value: object): void => {
    writeFileSync(join(folder, 'starter', name), JSON.stringify(value));
  };
  write('config.json', { model_type: 'clip', projection_dim: 384, vision_config: { model_type: 'clip_vision_model' } });
  write('preprocessor_config.json', {
    image_processor_type: 'CLIPImageProcessor',
    do_resize: true,
    size: { width: 224, height: 224 },
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.498, 0.498, 0.498],
    image_std: [0.502, 0.502, 0.502],
    resample: 3,
  });
  symlinkSync(resolve('public/models/starter/vision_encoder.onnx'), join(folder, 'starter/onnx/vision_model.onnx'));
  return folder;
}

async function open(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/page`);
  await page.evaluate(async (count) => {
    const list = (await (await fetch('/samples/samples.json')).json()) as { file: string }[];
    const blobs = await Promise.all(list.map(async ({ file }) => (await fetch(`/samples/${file}`)).blob()));
    // A byte after the end of a JPEG makes it another file with the same image.
    const files = Array.from({ length: count }, (_, i) => {
      const blob = blobs[i % blobs.length] ?? new Blob();
      return new File([blob, `#${String(i)}`], `photo-${String(i)}.jpg`, { type: 'image/jpeg' });
    });
    Object.assign(globalThis, { files });
    Object.assign(globalThis, {
      startWorker: (url: string) =>
        new Promise<Worker>((done, fail) => {
          const worker = new Worker(url, { type: 'module' });
          worker.onmessage = () => done(worker);
          worker.onerror = (event) => fail(new Error(event.message));
        }),
      ask: (worker: Worker, message: unknown) =>
        new Promise<number>((done, fail) => {
          worker.onmessage = ({ data }: MessageEvent<number>) => done(data);
          worker.onerror = (event) => fail(new Error(event.message));
          worker.postMessage(message);
        }),
    });
  }, photos);
}

type CreateOnsight = typeof createOnsight;

interface BenchGlobals {
  readonly files: readonly File[];
  readonly startWorker: (url: string) => Promise<Worker>;
  readonly ask: (worker: Worker, message: unknown) => Promise<number>;
}

interface AddRun {
  readonly imagesPerSecond: number;
  readonly longestTaskMs: number;
}

async function bare(page: Page): Promise<number> {
  return page.evaluate(async (count) => {
    const { startWorker, ask } = globalThis as unknown as BenchGlobals;
    const worker = await startWorker('/pages/bare-loop-worker.js');
    const speed = await ask(worker, count);
    worker.terminate();
    return speed;
  }, photos);
}

async function peer(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { startWorker, ask, files } = globalThis as unknown as BenchGlobals;
    const worker = await startWorker('/pages/transformers-worker.js');
    const speed = await ask(worker, files.slice(0, 66));
    worker.terminate();
    return speed;
  });
}

async function add(page: Page, round: number): Promise<AddRun> {
  return page.evaluate(
    async ([name, builtPackage]): Promise<AddRun> => {
      const { files } = globalThis as unknown as BenchGlobals;
      const { createOnsight } = (await import(builtPackage)) as { readonly createOnsight: CreateOnsight };
      const onsight = await createOnsight({ device: 'wasm' });
      await onsight.load({ tasks: ['embed-image'] });
      const library = await onsight.openLibrary(name);
      let longestTaskMs = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
      });
      observer.observe({ type: 'longtask' });
      const start = performance.now();
      const { added } = await library.add(files);
      const seconds = (performance.now() - start) / 1000;
      observer.disconnect();
      await onsight.dispose();
      return { imagesPerSecond: added.length / seconds, longestTaskMs };
    },
    [`round-${String(round)}`, '/dist/index.js'] as const,
  );
}

async function firstResult(page: Page, origin: string): Promise<number> {
  await page.goto(`${origin}/page`);
  return page.evaluate(async (builtPackage) => {
    const { createOnsight } = (await import(builtPackage)) as { readonly createOnsight: CreateOnsight };
    const onsight = await createOnsight({ device: 'wasm' });
    const library = await onsight.openLibrary('round-0');
    await library.search({ text: 'a dog' });
    return performance.now();
  }, '/dist/index.js');
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

test('library.add against a bare session loop and against transformers.js', async ({ page, browser }) => {
  await using server = await serveFolders(
    {
      '/dist/': 'dist',
      '/models/': 'public/models',
      '/samples/': 'public/samples',
      '/pages/': 'bench/pages',
      '/ort/': 'node_modules/onnxruntime-web/dist',
      '/transformers/': 'node_modules/@huggingface/transformers/dist',
      '/peer/': peerRepository(),
    },
    { pages: { '/page': '<!doctype html><title>bench</title>' } },
  );
  const cold = await browser.newContext();
  const coldMs = await firstResult(await cold.newPage(), server.origin);
  await cold.close();
  await open(page, server.origin);
  const ratios: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const limit = await bare(page);
    const own = await add(page, round);
    const limitAfter = await bare(page);
    const other = await peer(page);
    ratios.push(own.imagesPerSecond / ((limit + limitAfter) / 2));
    peers.push(own.imagesPerSecond / other);
    console.log(
      `round ${String(round)}: bare loop ${limit.toFixed(1)} and ${limitAfter.toFixed(1)} images/s, library.add ${own.imagesPerSecond.toFixed(1)}, ` +
        `transformers.js ${other.toFixed(1)}; longest main-thread task ${own.longestTaskMs.toFixed(0)} ms (0: none over 50)`,
    );
    expect(own.imagesPerSecond).toBeGreaterThan(0);
  }
  const warmMs = await firstResult(page, server.origin);
  console.log(`library.add / bare loop, median of ${String(rounds)}: ${median(ratios).toFixed(3)} (target 0.95)`);
  console.log(`library.add / transformers.js pipeline on the same graph: ${median(peers).toFixed(2)}`);
  console.log(
    `first result after page load: cold ${coldMs.toFixed(0)} ms, warm ${warmMs.toFixed(0)} ms (${(coldMs / warmMs).toFixed(1)}x)`,
  );
});
