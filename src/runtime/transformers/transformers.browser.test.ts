import { beforeAll, expect, test } from 'vitest';
import { HttpRepository, HubBench } from '../../../fixtures/hub/hub-bench.ts';
import type { HubWorkerJob, HubWorkerResult } from '../../../fixtures/hub/hub-worker.ts';
import { loadTransformers, type Transformers, type TransformersSessionOptions } from './transformers.ts';
import { catchHeap } from '../testdata/catch-heap.ts';

const clip = 'onsight-test/clip-tiny-patch8';
const siglip2 = 'onsight-test/siglip2-tiny-patch16-64';
const chunk = `${location.origin}/dist/assets/transformers.js`;

let bench: HubBench;
let transformers: Transformers;
/** ORT's heap, captured when its module allocates it. */
let heap: () => WebAssembly.Memory | undefined;
beforeAll(async () => {
  heap = catchHeap();
  bench = await HubBench.start();
  transformers = await bench.transformers();
});

async function inWorker(job: HubWorkerJob): Promise<HubWorkerResult> {
  const worker = new Worker(new URL('../../../fixtures/hub/hub-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onerror = (event): void => {
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<{ result?: HubWorkerResult; error?: string }>): void => {
        if (data.result === undefined) reject(new Error(data.error));
        else resolve(data.result);
      };
      worker.postMessage(job);
    });
  } finally {
    worker.terminate();
  }
}

/** Options for a graph whose files are `paths` of a repository. */
async function textTower(id: string, mode: string, paths: readonly string[]): Promise<TransformersSessionOptions> {
  const repository = new HttpRepository(mode, id);
  const [config, ...blobs] = await repository.read(['config.json', ...paths]);
  return {
    modelClass: id === clip ? 'CLIPTextModelWithProjection' : 'SiglipTextModel',
    repository: id,
    revision: 'main',
    fileName: 'text_model',
    dtype: 'fp32',
    backend: 'wasm',
    config: JSON.parse(await config!.text()) as object,
    files: new Map(paths.map((path, index) => [path, blobs[index]!])),
    lane: bench.lane,
  };
}

const goodTower = (): Promise<TransformersSessionOptions> => textTower(clip, 'plain', ['onnx/text_model.onnx']);

test('runs in a module worker on the existing ORT and makes no requests', async () => {
  const { embeddings, version, requests, caches } = await inWorker({ id: clip, backend: 'wasm', texts: ['a dog'] });
  expect(embeddings[0]).toHaveLength(24);
  expect(version).toBe('4.3.1');
  expect(requests).toContain(chunk);
  expect(requests.filter((url) => new URL(url).origin !== location.origin)).toEqual([]);
  expect(requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
  expect(caches).not.toContain('transformers-cache');
});

test('WebGPU and WASM agree', async () => {
  const job = { id: clip, texts: ['a dog', 'snowy mountains above a lake'] };
  const wasm = await inWorker({ ...job, backend: 'wasm' });
  const webgpu = await inWorker({ ...job, backend: 'webgpu' });
  expect(webgpu.adapter).toBe(true);
  for (const [index, embedding] of wasm.embeddings.entries())
    for (const [place, value] of embedding.entries()) expect(webgpu.embeddings[index]![place]).toBeCloseTo(value, 4);
});

test('loads after a failed load', async () => {
  await using before = await transformers.createSession(await goodTower());
  const broken = await textTower(clip, 'broken', ['onnx/text_model.onnx']);
  await expect(transformers.createSession(broken)).rejects.toMatchObject({ code: 'unsupported-model' });
  await using after = await transformers.createSession(await goodTower());
  expect([before.inputNames, after.inputNames]).toEqual([['input_ids'], ['input_ids']]);
  expect(transformers.poisoned).toBe(false);
});

test('runs after a failed run', async () => {
  await using session = await transformers.createSession(await goodTower());
  const run = (id: bigint): Promise<unknown> =>
    session.run({ input_ids: { type: 'int64', dims: [1, 2], data: BigInt64Array.of(0n, id) } });
  // No row of the embedding table has this number, which only ORT detects.
  await expect(run(1_000_000n)).rejects.toMatchObject({ code: 'backend-failed' });
  await run(1n);
  await expect(
    session.run({ input_ids: { type: 'float32', dims: [1, 2], data: new Float32Array(2) } }),
  ).rejects.toBeInstanceOf(TypeError);
  await expect(session.run({})).rejects.toBeInstanceOf(TypeError);
  await run(1n);
  expect(transformers.poisoned).toBe(false);
});

test('fails a load that requests a missing file, where transformers.js alone would hang', async () => {
  const incomplete = await textTower(siglip2, 'plain', ['onnx/text_model.onnx']);
  // Its own promise for the file rejects where nobody can catch it.
  const stray = new Promise<void>((resolve) => {
    addEventListener(
      'unhandledrejection',
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        resolve();
      },
      { once: true, capture: true },
    );
  });
  await expect(transformers.createSession(incomplete)).rejects.toMatchObject({ code: 'internal' });
  await stray;
  await using session = await transformers.createSession(await goodTower());
  expect(session.outputNames).toContain('text_embeds');
});

test('takes external data from the offered files', async () => {
  const paths = ['onnx/text_model.onnx', 'onnx/text_model.onnx_data'];
  await using session = await transformers.createSession(await textTower(siglip2, 'plain', paths));
  const dims = [1, 20];
  const outputs = await session.run(
    { input_ids: { type: 'int64', dims, data: new BigInt64Array(20) } },
    { outputs: ['pooler_output'] },
  );
  expect(Object.keys(outputs)).toEqual(['pooler_output']);
  expect(outputs['pooler_output']!.dims).toEqual([1, 36]);
});

test('returns copies and rejects after disposal', async () => {
  const session = await transformers.createSession(await goodTower());
  const feeds = { input_ids: { type: 'int64', dims: [1, 2], data: BigInt64Array.of(0n, 1n) } } as const;
  const first = await session.run(feeds);
  const kept = [...(first['text_embeds']!.data as Float32Array)];
  await session.run({ input_ids: { type: 'int64', dims: [1, 2], data: BigInt64Array.of(5n, 6n) } });
  expect([...(first['text_embeds']!.data as Float32Array)]).toEqual(kept);
  await session.dispose();
  await expect(session.run(feeds)).rejects.toMatchObject({ code: 'disposed' });
});

test('does not grow the heap of ORT over 2,000 runs', async () => {
  await using session = await transformers.createSession(await goodTower());
  const run = (tokens: number): Promise<unknown> =>
    session.run({ input_ids: { type: 'int64', dims: [1, tokens], data: new BigInt64Array(tokens) } });
  for (let warm = 0; warm < 50; warm += 1) await run(1 + (warm % 20));
  const before = heap()!.buffer.byteLength;
  for (let index = 0; index < 2_000; index += 1) await run(1 + (index % 20));
  expect(heap()!.buffer.byteLength).toBe(before);
});

test('marks the realm as poisoned when a load times out', async () => {
  const hasty = await loadTransformers({ url: chunk, ort: bench.ort, loadTimeoutMs: 0 });
  await expect(hasty.createSession(await goodTower())).rejects.toMatchObject({ code: 'deadline-exceeded' });
  expect(hasty.poisoned).toBe(true);
});

test('reports a missing file as a failed download', async () => {
  const url = `${location.origin}/hub/plain/onsight-test/none/resolve/main/transformers.js`;
  await expect(loadTransformers({ url, ort: bench.ort })).rejects.toMatchObject({ code: 'download-failed' });
});
