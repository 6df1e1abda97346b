import { afterAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
afterAll(() => onsight.dispose());

interface GoldenSound {
  readonly file: string;
  readonly top: readonly (readonly [label: string, probability: number])[];
  readonly embedding: readonly number[];
}

// Reference of the pack's author: ffmpeg's resampler, onnxruntime, the first five seconds.
const { sounds } = (await (await fetch('/models/starter/golden.json')).json()) as {
  readonly sounds: readonly GoldenSound[];
};
const firstSeconds = { startS: 0, endS: 5 };

async function fileOf(name: string): Promise<File> {
  const response = await fetch(`/fixtures/sounds/${name}`);
  return new File([await response.blob()], name);
}

test.each(sounds)('names and embeds $file as the reference does', async ({ file, top, embedding }) => {
  const source = await fileOf(file);
  const part = { kind: 'audio', source, range: firstSeconds } as const;
  const tags = await onsight.classifyAudio(part);
  expect(tags).toHaveLength(521);
  const [best] = top;
  expect(tags[0]?.label).toBe(best?.[0]);
  for (const [label, probability] of top)
    expect(tags.find((tag) => tag.label === label)?.probability, label).toBeCloseTo(probability, 1);
  const own = await onsight.embedAudio(part);
  expect(own).toHaveLength(384);
  expect(own.reduce((sum, value, i) => sum + value * (embedding[i] ?? 0), 0)).toBeGreaterThan(0.99);
});

test('labels of the caller share all of the probability', async () => {
  const labels = ['a dog barking', 'rain', 'church bells', 'a person speaking'];
  for (const [i, { file }] of sounds.entries()) {
    const classified = await onsight.classifyAudio(await fileOf(file), labels);
    expect(classified[0]?.label).toBe(labels[i]);
    expect(classified.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  }
});

async function oddFile(name: string): Promise<File> {
  return new File([await (await fetch(`/fixtures/odd-media/${name}`)).blob()], name);
}

test.each([
  'tone.mp3',
  'tone.m4a',
  'tone-8k.wav',
  'tone-24-bit.flac',
  'tone-mu-law.wav',
  'tone-5.1.ogg',
  'tone.webm',
  'video.webm',
  'cut-in-the-middle.mp3',
])('hears the tone of %s', async (name) => {
  const tags = await onsight.classifyAudio(await oddFile(name));
  const heard = tags.slice(0, 10).map(({ label }) => label);
  expect(heard.join()).toMatch(/Sine wave|Beep|Dial tone|Tuning fork|Hum|Busy signal/);
});

test('hears silence as silence, and embeds it', async () => {
  const silence = await oddFile('silence.flac');
  const [best] = await onsight.classifyAudio(silence);
  expect(best?.label).toBe('Silence');
  expect(Math.hypot(...(await onsight.embedAudio(silence)))).toBeCloseTo(1, 5);
});

test.each([
  ['tone-ac3.mp4', 'unsupported-media', /ac-3/],
  ['tone-alac.m4a', 'unsupported-media', /alac/],
  ['no-sound.webm', 'unsupported-media', /without sound/],
  ['cut-in-the-header.m4a', 'media-unreadable', /cut-in-the-header/],
  ['no-sound-at-all.wav', 'media-unreadable', /no-sound-at-all/],
  ['text.mp3', 'media-unreadable', /not a known/],
  ['empty.ogg', 'media-unreadable', /empty/],
])('names what is wrong with %s', async (name, code, message) => {
  const error: unknown = await onsight.embedAudio(await oddFile(name)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
});

test('an abort ends the call with its reason, and the next call works', async () => {
  const controller = new AbortController();
  const long = await fileOf('speech-jfk.flac');
  const listening = onsight.embedAudio(long, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(listening).rejects.toThrow('enough');
  expect(await onsight.embedAudio(long)).toHaveLength(384);
});

test('misuse is a TypeError before any work', async () => {
  await expect(onsight.embedAudio('sound.mp3' as unknown as Blob)).rejects.toThrow(TypeError);
  const file = await oddFile('tone.mp3');
  await expect(onsight.classifyAudio(file, [])).rejects.toThrow(/at least one label/);
  await expect(onsight.embedAudio({ kind: 'audio', source: file, range: { startS: 3, endS: 2 } })).rejects.toThrow(
    RangeError,
  );
  // @ts-expect-error -- not an option
  await expect(onsight.embedAudio(file, { language: 'en' })).rejects.toThrow(TypeError);
});
