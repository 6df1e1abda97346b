import { expect, onTestFinished, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';

const urls = { workerUrl: '/e2e/vitest-worker/worker.ts', assetsUrl: '/dist/assets/', modelsUrl: '/models/' };

interface Sample {
  readonly file: string;
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

test('a preview is embedded almost as its original is', { timeout: 180_000 }, async () => {
  const onsight = await createOnsight(urls);
  onTestFinished(() => onsight.dispose());
  const samples = (await (await fetch('/samples/samples.json')).json()) as readonly Sample[];
  const name = `previews ${crypto.randomUUID()}`;
  const library = await onsight.openLibrary(name);
  const files = await Promise.all(
    samples.map(async ({ file }) => new File([await (await fetch(`/samples/${file}`)).blob()], file)),
  );
  const { added } = await library.add(files);
  const cosines: number[] = [];
  for (const [i, id] of added.entries()) {
    const preview = await library.thumbnail(id);
    const [original, small] = await Promise.all([onsight.embedImage(files[i]!), onsight.embedImage(preview!)]);
    cosines.push(cosine(original, small));
  }
  await onsight.deleteLibrary(name);
  cosines.sort((a, b) => a - b);
  console.log(`preview and original: least ${String(cosines[0])}, median ${String(cosines[cosines.length >> 1])}`);
  expect(cosines[0]).toBeGreaterThan(0.97);
  expect(cosines[cosines.length >> 1]).toBeGreaterThan(0.99);
});
