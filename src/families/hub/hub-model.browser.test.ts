import { beforeAll, expect, test } from 'vitest';
import { CachedRepository, HttpRepository, HubBench, type BenchModel } from '../../../fixtures/hub/hub-bench.ts';
import { openFileCache } from '../../assets/file-cache.ts';
import type { LoadProgress } from '../../core/progress.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import { fitToSpec } from '../../media/tensor/to-tensor.ts';

/** Unit-length embeddings of the reference, and of its reduced formats in onnxruntime. */
interface Expected {
  readonly embedding: readonly number[];
  readonly q8: readonly number[];
  readonly fp16: readonly number[];
}

interface Golden {
  readonly images: readonly ({ readonly file: string } & Expected)[];
  readonly texts: readonly ({ readonly text: string } & Expected)[];
}

const families = [
  ['clip', 'onsight-test/clip-tiny-patch8'],
  ['siglip', 'onsight-test/siglip-tiny-patch12-48'],
  ['siglip2', 'onsight-test/siglip2-tiny-patch16-64'],
  ['chinese-clip', 'onsight-test/chinese-clip-tiny-patch16'],
  ['jina-clip', 'onsight-test/jina-clip-tiny-v1'],
] as const;
const joint = ['clip', 'onsight-test/clip-tiny-joint'] as const;

let bench: HubBench;
beforeAll(async () => {
  bench = await HubBench.start();
});

async function goldenOf(id: string): Promise<Golden> {
  const response = await fetch(`/hub/plain/${id}/resolve/main/golden.json`);
  return (await response.json()) as Golden;
}

async function photo(file: string): Promise<Pixels> {
  const bitmap = await createImageBitmap(await (await fetch(`/samples/${file}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

async function embedAll(model: BenchModel, golden: Golden): Promise<{ images: Float32Array[]; texts: Float32Array[] }> {
  const pictures = await Promise.all(golden.images.map(async ({ file }) => fitToSpec(await photo(file), model.image)));
  const [images, texts] = await Promise.all([
    model.embedImages(pictures),
    model.embedTexts(golden.texts.map(({ text }) => text)),
  ]);
  return { images: [...images], texts: [...texts] };
}

function addressOf(input: RequestInfo | URL): string {
  return input instanceof Request ? input.url : input.toString();
}

function compare(got: Float32Array, want: readonly number[]): { cosine: number; difference: number; length: number } {
  let cosine = 0;
  let difference = 0;
  for (const [index, value] of want.entries()) {
    cosine += got[index]! * value;
    difference = Math.max(difference, Math.abs(got[index]! - value));
  }
  return { cosine, difference, length: Math.hypot(...got) };
}

test.for([...families, joint])('%s equals its reference in Python, float32: %s', async ([family, id]) => {
  const golden = await goldenOf(id);
  await using model = await bench.model(new HttpRepository('range', id), { id, dtype: 'fp32' });
  expect(model.plan.family.name).toBe(family);
  const { images, texts } = await embedAll(model, golden);
  const pairs = [
    ...golden.images.map(({ file, embedding }, index) => [file, images[index]!, embedding] as const),
    ...golden.texts.map(({ text, embedding }, index) => [text, texts[index]!, embedding] as const),
  ];
  const worst = { cosine: 1, difference: 0 };
  for (const [name, got, want] of pairs) {
    expect(got, name).toHaveLength(model.info.dims);
    const { cosine, difference, length } = compare(got, want);
    worst.cosine = Math.min(worst.cosine, cosine);
    worst.difference = Math.max(worst.difference, difference);
    expect.soft(cosine, name).toBeGreaterThanOrEqual(0.9995);
    expect.soft(difference, name).toBeLessThanOrEqual(1e-3);
    expect(length, name).toBeCloseTo(1, 5);
  }
  console.log(`${family}: cosine >= ${worst.cosine.toFixed(7)}, difference <= ${worst.difference.toExponential(2)}`);
});

test.for(families)('%s in q8, the default of WASM: %s', async ([, id]) => {
  const golden = await goldenOf(id);
  await using model = await bench.model(new HttpRepository('plain', id), { id }, 1);
  expect(model.info.space).toBe(`${id}@main/q8`);
  const { images } = await embedAll(model, golden);
  for (const [index, { file, q8 }] of golden.images.entries())
    expect(compare(images[index]!, q8).cosine, file).toBeGreaterThanOrEqual(0.9995);
  // One text at a time, as the reference ran them: q8 takes the range of its numbers from the whole batch.
  for (const { text, q8 } of golden.texts)
    expect(compare((await model.embedTexts([text]))[0]!, q8).cosine, text).toBeGreaterThanOrEqual(0.998);
});

test('runs in half precision from end to end', async () => {
  const [, id] = joint;
  const golden = await goldenOf(id);
  await using model = await bench.model(new HttpRepository('range', id), { id, dtype: 'fp16' });
  const { images, texts } = await embedAll(model, golden);
  for (const [index, { file, fp16 }] of golden.images.entries())
    expect(compare(images[index]!, fp16).cosine, file).toBeGreaterThanOrEqual(0.9999);
  for (const [index, { text, fp16 }] of golden.texts.entries())
    expect(compare(texts[index]!, fp16).cosine, text).toBeGreaterThanOrEqual(0.9999);
});

test('chooses the best available format by default', async () => {
  const [, id] = joint;
  await using model = await bench.model(new HttpRepository('range', id), { id });
  expect(model.plan.graphs.dtype).toBe('fp32');
});

test.for(['range', 'plain'])('through the file cache, from a server of the kind "%s"', async (mode) => {
  const id = 'onsight-test/siglip2-tiny-patch16-64';
  const golden = await goldenOf(id);
  const want = golden.texts[0]!;
  const name = `hub-model-${mode}`;
  const requests: string[] = [];
  const counted: typeof globalThis.fetch = (input, init) => {
    requests.push(addressOf(input));
    return fetch(input, init);
  };
  const events: LoadProgress[] = [];
  await using cache = await openFileCache({ name, fetch: counted, pieceBytes: 65_536 });
  await cache.delete(id);
  {
    await using model = await bench.model(new CachedRepository(cache, mode, id), { id, dtype: 'fp32' });
    const [first] = await model.embedTexts([want.text], { onProgress: (event) => events.push(event) });
    expect(compare(first!, want.embedding).cosine).toBeGreaterThanOrEqual(0.9995);
  }
  const downloads = events.filter((event) => event.phase === 'download');
  expect(new Set(downloads.map(({ totalBytes }) => totalBytes)).size).toBe(1);
  expect(downloads.at(-1)!.loadedBytes).toBe(downloads.at(-1)!.totalBytes);
  expect(downloads.map(({ loadedBytes }) => loadedBytes)).toEqual(
    downloads.map(({ loadedBytes }) => loadedBytes).toSorted((a, b) => a - b),
  );
  expect(events.at(-1)).toEqual({ phase: 'ready', model: id });
  expect(requests.length).toBeGreaterThan(0);
  expect(requests.filter((url) => url.includes('vision_model.onnx_data'))).toEqual([]);
});

test('opens and uses a stored model without a request', async () => {
  const id = 'onsight-test/siglip2-tiny-patch16-64';
  let offline = false;
  const cuttable: typeof globalThis.fetch = (input, init) =>
    offline ? Promise.reject(new TypeError(`no network for ${addressOf(input)}`)) : fetch(input, init);
  await using cache = await openFileCache({ name: 'hub-model-offline', fetch: cuttable, retryDelayMs: 1 });
  await cache.delete(id);
  const open = (): Promise<BenchModel> => bench.model(new CachedRepository(cache, 'range', id), { id });
  const picture = { width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4).fill(255) };
  {
    await using model = await open();
    await model.embedTexts(['a dog']);
    await model.embedImages([picture]);
  }
  offline = true;
  await using model = await open();
  expect(await model.embedTexts(['a dog'])).toHaveLength(1);
  expect(await model.embedImages([picture])).toHaveLength(1);
});
