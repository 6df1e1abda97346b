import { afterAll, expect, test } from 'vitest';
import { isLongForm } from '../../fixtures/long-form.ts';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
afterAll(() => onsight.dispose());

interface SampleSound {
  readonly file: string;
  readonly label: string;
}

const all = (await (await fetch('/fixtures/sounds/samples.json')).json()) as readonly SampleSound[];
const labels = [...new Set(all.map(({ label }) => label))];
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

test('zero-shot names and finds most everyday sounds', { timeout: 300_000 }, async () => {
  const sounds = isLongForm ? all : all.filter((_, i) => i % 4 === 0);
  const texts = await Promise.all(labels.map((label) => onsight.embedText(label)));
  const embedded: { readonly label: string; readonly vector: Float32Array }[] = [];
  for (const { file, label } of sounds) {
    const source = await (await fetch(`/fixtures/sounds/${file}`)).blob();
    embedded.push({ label, vector: await onsight.embedAudio(source) });
  }
  const best = <T>(items: readonly T[], scoreOf: (item: T) => number): T | undefined =>
    items.reduce<T | undefined>(
      (top, item) => (top === undefined || scoreOf(item) > scoreOf(top) ? item : top),
      undefined,
    );
  const named = embedded.filter(({ label, vector }) => {
    const top = best(
      labels.map((_, i) => i),
      (i) => dot(vector, texts[i] ?? new Float32Array()),
    );
    return labels[top ?? -1] === label;
  }).length;
  const present = labels.filter((label) => embedded.some((sound) => sound.label === label));
  const found = present.filter((label) => {
    const text = texts[labels.indexOf(label)] ?? new Float32Array();
    return best(embedded, ({ vector }) => dot(vector, text))?.label === label;
  }).length;
  const percent = (part: number, whole: number): number => (100 * part) / whole;
  console.log(
    `${String(embedded.length)} sounds: top-1 of ${String(labels.length)} labels ${percent(named, embedded.length).toFixed(1)} %, ` +
      `text to sound R@1 ${percent(found, present.length).toFixed(1)} %`,
  );
  expect(percent(named, embedded.length)).toBeGreaterThanOrEqual(60);
  expect(percent(found, present.length)).toBeGreaterThanOrEqual(55);
});
