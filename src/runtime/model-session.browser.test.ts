import { beforeAll, expect, test } from 'vitest';
import { isLongForm } from '../../fixtures/long-form.ts';
import { Lane } from '../core/async/lane.ts';
import { tryBackends, type Probe } from './backend-trial.ts';
import { planDevice } from './device-plan.ts';
import { createModelSession, type ModelSession } from './model-session.ts';
import ortFiles from './ort-files.json' with { type: 'json' };
import { startOrt, watchDevice, type Ort } from './ort.ts';
import { floatsOf, type TensorMap } from './tensor-data.ts';
import { catchHeap } from './testdata/catch-heap.ts';

interface Golden {
  readonly texts: readonly { readonly ids: readonly number[]; readonly embedding: readonly number[] }[];
}

const lane = new Lane();
let ort: Ort;
let wasm: ArrayBuffer;
let graph: Uint8Array<ArrayBuffer>;
let golden: Golden;
let heap: () => WebAssembly.Memory | undefined;

async function bytesOf(url: string): Promise<ArrayBuffer> {
  return (await fetch(url)).arrayBuffer();
}

beforeAll(async () => {
  heap = catchHeap();
  graph = new Uint8Array(await bytesOf('/models/starter/text_model.onnx'));
  golden = (await (await fetch('/models/starter/golden.json')).json()) as Golden;
  wasm = await bytesOf(`/dist/assets/${ortFiles.asyncify.wasm.file}`);
  ort = startOrt({
    build: 'asyncify',
    files: {
      mjsUrl: new URL(`/dist/assets/${ortFiles.asyncify.mjs}`, location.href).href,
      wasm,
    },
    threads: 1,
  });
});

function probe(index = 0): Omit<Probe, 'feeds'> & { readonly feeds: TensorMap } {
  const { ids, embedding } = golden.texts[index]!;
  const dims = [1, ids.length];
  return {
    feeds: {
      input_ids: { type: 'int64', dims, data: BigInt64Array.from(ids.map(BigInt)) },
      attention_mask: { type: 'int64', dims, data: new BigInt64Array(ids.length).fill(1n) },
    },
    output: () => 'text_embeds',
    golden: Float32Array.from(embedding),
  };
}

async function expectGolden(session: ModelSession): Promise<void> {
  for (const index of golden.texts.keys()) {
    const { feeds, output, golden: expected } = probe(index);
    const { data } = floatsOf(await session.run(feeds), output(session.outputNames));
    expect(Math.max(...data.map((value, i) => Math.abs(value - expected![i]!)))).toBeLessThan(1e-3);
  }
}

test('the bytes of the wasm file are freed once ORT runs', async () => {
  expect(wasm.byteLength).toBeGreaterThan(0);
  await using first = await createModelSession({ bytes: graph }, { name: 'first', backend: 'wasm', lane });
  await using second = await createModelSession({ bytes: graph }, { name: 'second', backend: 'wasm', lane });
  expect([wasm.byteLength, first.backend, second.backend]).toEqual([0, 'wasm', 'wasm']);
});

test('starts ORT once per realm', () => {
  expect(() => startOrt({ build: 'plain', files: { mjsUrl: '', wasm: new ArrayBuffer(0) }, threads: 1 })).toThrow(
    /is already running/,
  );
});

test('rejects non-finite values in checked outputs, by default in all', async () => {
  const bytes = new Uint8Array(await bytesOf('/models/starter/vision_encoder.onnx'));
  await using session = await createModelSession({ bytes }, { name: 'vision', backend: 'wasm', lane });
  const [input] = session.inputs;
  const dims = input!.shape.map((size) => (typeof size === 'number' ? size : 1));
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(0.5);
  data[data.length - 1] = NaN;
  const feeds: TensorMap = { [input!.name]: { type: 'float32', dims, data } };
  await expect(session.run(feeds)).rejects.toMatchObject({ code: 'backend-failed' });
  const [output = ''] = session.outputNames;
  await expect(session.run(feeds, { outputs: [output], checked: [output] })).rejects.toMatchObject({
    code: 'backend-failed',
  });
  expect(floatsOf(await session.run(feeds, { outputs: [output], checked: [] }), output).data.some(Number.isNaN)).toBe(
    true,
  );
});

test.each(['wasm', 'webgpu'] as const)('the text encoder matches the golden embeddings on %s', async (backend) => {
  await using session = await createModelSession({ bytes: graph }, { name: `text on ${backend}`, backend, lane });
  await expectGolden(session);
});

test('rejects a broken graph and a wrong feed without affecting later calls', async () => {
  const broken = createModelSession({ bytes: graph.slice(0, 5_000) }, { name: 'broken', backend: 'wasm', lane });
  await expect(broken).rejects.toMatchObject({ code: 'backend-failed' });
  const session = await createModelSession({ bytes: graph }, { name: 'text', backend: 'wasm', lane });
  await expect(session.run({})).rejects.toThrow(/needs the input/);
  const outOfRange = { type: 'int64', dims: [1, 1], data: BigInt64Array.of(10_000_000n) } as const;
  await session.run({ input_ids: outOfRange, attention_mask: outOfRange }).catch(() => undefined);
  await expectGolden(session);
  await session.dispose();
  await session.dispose();
  await expect(session.run(probe().feeds)).rejects.toMatchObject({ code: 'disposed' });
});

test('never starts a queued run that is aborted', async () => {
  await using session = await createModelSession({ bytes: graph }, { name: 'text', backend: 'wasm', lane });
  const controller = new AbortController();
  const reason = new Error('not any more');
  const first = session.run(probe().feeds);
  const second = session.run(probe().feeds, { signal: controller.signal });
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  await first;
});

test('a trial keeps the correct, faster back end and returns the reason', async () => {
  const asked = { ...probe(), feeds: () => probe().feeds };
  const kept = await tryBackends({ bytes: graph }, asked, { name: 'trial', lane });
  expect(kept.reason).toMatch(/^WebGPU is (slower here|correct and faster) \(WebGPU [\d.]+ ms, WASM [\d.]+ ms\)$/);
  await expectGolden(kept.session);
  await kept.session.dispose();
  const other = Float32Array.from(golden.texts[2]!.embedding);
  const wrong = await tryBackends({ bytes: graph }, { ...asked, golden: other }, { name: 'trial', lane });
  expect(wrong.reason).toMatch(/^WebGPU is wrong \(cosine /);
  expect(wrong.session.backend).toBe('wasm');
  await wrong.session.dispose();
});

test('ignores a software adapter unless WebGPU is requested explicitly', async () => {
  const records = { readRecord: () => Promise.resolve(undefined), writeRecord: () => Promise.resolve() };
  expect(await planDevice('auto', records)).toMatchObject({ build: 'plain', backend: 'wasm' });
  expect(await planDevice('webgpu', records)).toMatchObject({ build: 'asyncify', backend: 'webgpu' });
  expect(await planDevice('wasm', records)).toMatchObject({ build: 'plain', backend: 'wasm', reason: 'asked for' });
});

const runs = isLongForm ? 2_000 : 300;

test(`does not grow the heap over ${String(runs)} runs`, async () => {
  await using session = await createModelSession({ bytes: graph }, { name: 'text', backend: 'wasm', lane });
  for (let warm = 0; warm < 40; warm += 1) await session.run(probe(warm % golden.texts.length).feeds);
  const before = heap()!.buffer.byteLength;
  for (let run = 0; run < runs; run += 1) await session.run(probe(run % golden.texts.length).feeds);
  expect(heap()!.buffer.byteLength).toBe(before);
});

test('reports a lost GPU', async () => {
  await using session = await createModelSession({ bytes: graph }, { name: 'text', backend: 'webgpu', lane });
  await session.run(probe().feeds);
  const lost = new Promise<string>((resolve) => void watchDevice(resolve));
  const device = await ort.env.webgpu.device;
  device.destroy();
  expect(await lost).not.toBe('');
});
