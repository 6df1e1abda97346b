import { beforeAll, expect, test } from 'vitest';
import { HttpRepository, HubBench } from '../../../e2e/hub/hub-bench.ts';
import type { Pixels } from '../../media/pixels.ts';
import { fitToSpec } from '../../media/to-tensor.ts';
import type { HubModel } from './hub-model.ts';

interface Golden {
  readonly images: readonly { readonly file: string; readonly embedding: number[]; readonly q8: number[] }[];
  readonly texts: readonly { readonly text: string; readonly embedding: number[]; readonly q8: number[] }[];
}

const families = [
  ['clip', 'onsight-test/clip-tiny-patch8'],
  ['siglip', 'onsight-test/siglip-tiny-patch12-48'],
  ['siglip2', 'onsight-test/siglip2-tiny-patch16-64'],
  ['chinese-clip', 'onsight-test/chinese-clip-tiny-patch16'],
  ['jina-clip', 'onsight-test/jina-clip-tiny-v1'],
] as const;

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
  return context.getImageData(0, 0, bitmap.width, bitmap.height) as Pixels;
}

async function embedAll(model: HubModel, golden: Golden): Promise<{ images: Float32Array[]; texts: Float32Array[] }> {
  const pictures = await Promise.all(golden.images.map(async ({ file }) => fitToSpec(await photo(file), model.image)));
  const [images, texts] = await Promise.all([
    model.embedImages(pictures),
    model.embedTexts(golden.texts.map(({ text }) => text)),
  ]);
  return { images: [...images], texts: [...texts] };
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

test.for(families)('%s equals its reference in Python, float32', async ([family, id]) => {
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

test.for(families)('%s in q8, the default of WASM', async ([, id]) => {
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
