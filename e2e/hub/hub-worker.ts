/// <reference lib="webworker" />
import { HttpRepository, HubBench } from './hub-bench.ts';

/** What the test asks of this module worker. */
export interface HubWorkerJob {
  readonly id: string;
  readonly backend: 'wasm' | 'webgpu';
  readonly texts: readonly string[];
}

/** What it answers. */
export interface HubWorkerResult {
  readonly embeddings: readonly Float32Array[];
  readonly version: string;
  /** Every address that was asked for in this worker. */
  readonly requests: readonly string[];
  readonly caches: readonly string[];
  readonly adapter: boolean;
}

async function work({ id, backend, texts }: HubWorkerJob): Promise<HubWorkerResult> {
  const bench = await HubBench.start(backend === 'webgpu' ? 'asyncify' : 'plain');
  await using model = await bench.model(new HttpRepository('range', id), { id, dtype: 'fp32', backend });
  const embeddings = await model.embedTexts(texts);
  return {
    embeddings,
    version: (await bench.transformers()).version,
    requests: performance.getEntriesByType('resource').map((entry) => entry.name),
    caches: await caches.keys(),
    adapter: (await navigator.gpu.requestAdapter()) !== null,
  };
}

addEventListener('message', ({ data }: MessageEvent<HubWorkerJob>) => {
  work(data).then(
    (result) => {
      postMessage({ result });
    },
    (error: unknown) => {
      postMessage({ error: String(error) });
    },
  );
});
