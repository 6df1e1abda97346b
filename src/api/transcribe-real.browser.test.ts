import { afterAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';

// Only in the long form, with models that tools/convert_whisper.py wrote: see vitest.config.ts.
const folder = '/fixtures/hub/onsight-real';
const [tiny, base] = ['onsight-real/whisper-tiny.en', 'onsight-real/whisper-base'];
const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  hubUrl: `${location.origin}/hub/range/`,
  device: 'wasm',
  model: { transcribe: base },
});
afterAll(() => onsight.dispose());

interface Word {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
}

async function jsonOf(path: string): Promise<unknown> {
  return (await fetch(path)).json();
}

const jfk = await (await fetch('/fixtures/sounds/speech-jfk.flac')).blob();

test.each([tiny, base])(
  '%s writes the words of the reference, at its times within 0.1 seconds',
  { timeout: 600_000 },
  async (model) => {
    const golden = (await jsonOf(`/fixtures/hub/${model}/golden.json`)) as { readonly jfk: { readonly words: Word[] } };
    const dtype = 'fp32';
    const { segments, languages } = await onsight.transcribe(jfk, { model: { id: model, dtype }, words: true }).result;
    const words = segments.flatMap((segment) => segment.words ?? []);
    expect(languages).toEqual(['en']);
    expect(words.map(({ text }) => text)).toEqual(golden.jfk.words.map(({ text }) => text));
    const distances = words.flatMap(({ startS, endS }, i) => {
      const expected = golden.jfk.words[i];
      return [Math.abs(startS - (expected?.startS ?? NaN)), Math.abs(endS - (expected?.endS ?? NaN))];
    });
    expect(Math.max(...distances)).toBeLessThanOrEqual(0.1);
  },
);

test('weights of int8 write the same sentence', { timeout: 600_000 }, async () => {
  const { text } = await onsight.transcribe(jfk, { model: tiny }).result;
  expect(text.replace(/\W+/g, ' ').toLowerCase().trim()).toBe(
    'and so my fellow americans ask not what your country can do for you ask what you can do for your country',
  );
});

test('finds German to be German, and English to be English', { timeout: 600_000 }, async () => {
  const sentences = (await jsonOf(`${folder}/sentences.json`)) as Readonly<Record<string, string>>;
  for (const [language, sentence] of Object.entries(sentences)) {
    const file = await (await fetch(`${folder}/${language}.wav`)).blob();
    const { languages, text } = await onsight.transcribe(file, { words: true }).result;
    expect(languages).toEqual([language]);
    const wordsOf = (from: string): string[] => from.toLowerCase().match(/\p{L}+/gu) ?? [];
    const heard = wordsOf(text);
    const found = wordsOf(sentence).filter((word) => heard.includes(word));
    expect(found.length).toBeGreaterThan(0.6 * wordsOf(sentence).length);
  }
});
