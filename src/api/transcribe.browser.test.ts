import { afterAll, expect, test } from 'vitest';
import type { LoadProgress, SpokenSegment } from '../index.ts';
import { createOnsight } from './create-onsight.ts';

const model = 'onsight-test/whisper-tiny-random';
const progress: LoadProgress[] = [];
const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  hubUrl: `${location.origin}/hub/range/`,
  device: 'wasm',
  model: { transcribe: model },
  onProgress: (event) => progress.push(event),
});
afterAll(() => onsight.dispose());

const speech = await (await fetch('/fixtures/sounds/speech-jfk.flac')).blob();

/** A WAV file of 16-bit samples at 16 kHz. */
function toWav(channels: readonly Float32Array[]): Blob {
  const [{ length } = new Float32Array(0)] = channels;
  const bytes = new DataView(new ArrayBuffer(44 + 2 * length * channels.length));
  const frame = 2 * channels.length;
  for (const [at, name] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const)
    for (const [i, letter] of Array.from(name).entries()) bytes.setUint8(at + i, letter.charCodeAt(0));
  bytes.setUint32(4, bytes.byteLength - 8, true);
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, channels.length, true);
  bytes.setUint32(24, 16_000, true);
  bytes.setUint32(28, 16_000 * frame, true);
  bytes.setUint16(32, frame, true);
  bytes.setUint16(34, 16, true);
  bytes.setUint32(40, length * frame, true);
  for (let i = 0; i < length; i += 1)
    for (const [c, channel] of channels.entries())
      bytes.setInt16(44 + i * frame + 2 * c, Math.round((channel[i] ?? 0) * 32_767), true);
  return new Blob([bytes], { type: 'audio/wav' });
}

async function samplesOf(file: Blob): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, 1, 16_000);
  const decoded = await context.decodeAudioData(await file.arrayBuffer());
  const [left, right] = [decoded.getChannelData(0), decoded.getChannelData(1)];
  return left.map((value, i) => (value + (right[i] ?? 0)) / 2);
}

test('a sound without speech has no text, and no speech model is fetched for it', async () => {
  const stream = onsight.transcribe(toWav([new Float32Array(48_000).fill(0)]));
  expect(await stream.result).toEqual({
    text: '',
    segments: [],
    languages: [],
    track: { number: 1 },
    vtt: 'WEBVTT\n',
    srt: '',
  });
  expect([...new Set(progress.map((event) => event.model))]).toEqual(['speech']);
});

test('streams segments in the order of time, and the result has all of them', async () => {
  const stream = onsight.transcribe(speech, { words: true, language: 'en-GB' });
  const segments: SpokenSegment[] = [];
  for await (const segment of stream) segments.push(segment);
  const result = await stream.result;
  expect(segments.length).toBeGreaterThan(0);
  expect(result.segments).toEqual(segments);
  expect(result.text).toBe(segments.map(({ text }) => text).join('\n'));
  expect(result.languages).toEqual(['en']);
  const times = segments.flatMap(({ words = [] }) => words.flatMap(({ startS, endS }) => [startS, endS]));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(0);
  expect(times.at(-1)).toBeLessThanOrEqual(11);
  expect(result.vtt.match(/ --> /g)).toHaveLength(segments.length);
  expect(progress.filter((event) => event.model === model).at(-1)?.phase).toBe('ready');
});

test('times of a range are those of the file, and a pause in between is kept', async () => {
  const samples = await samplesOf(speech);
  const gap = new Float32Array(samples.length + 20 * 16_000);
  gap.set(samples, 20 * 16_000);
  const late = await onsight.transcribe(toWav([gap]), { language: 'en' }).result;
  expect(late.segments[0]?.startS).toBeGreaterThan(20);
  const range = { startS: 20, endS: 31 };
  const part = await onsight.transcribe({ kind: 'audio', source: toWav([gap]), range }, { language: 'en' }).result;
  expect(part.segments[0]?.startS).toBeGreaterThan(20);
  expect(part.segments.at(-1)?.endS).toBeLessThanOrEqual(31);
});

test('music in the other channels of a film does not drown its dialogue', async () => {
  const samples = await samplesOf(speech);
  const music = samples.map((_, i) => 0.4 * Math.sin(i / 9) + 0.3 * Math.sin(i / 13));
  const alone = await onsight.transcribe(toWav([samples]), { language: 'en' }).result;
  const film = toWav([music, music, samples, music, music, music]);
  expect((await onsight.transcribe(film, { language: 'en' }).result).segments).toEqual(alone.segments);
});

test('stops when the loop is left or the call is aborted', async () => {
  for await (const segment of onsight.transcribe(speech)) {
    expect(segment.language).toMatch(/^(de|en|zh)$/);
    break;
  }
  const reason = new Error('changed my mind');
  const stream = onsight.transcribe(speech, { signal: AbortSignal.abort(reason) });
  await expect(stream.result).rejects.toBe(reason);
});

test('names what is wrong with an option, a model or a file', async () => {
  expect(() => onsight.transcribe(speech, { language: 'english please' })).toThrow(TypeError);
  expect(() => onsight.transcribe(speech, { track: 0 })).toThrow(RangeError);
  expect(() => onsight.transcribe(speech, { model: '../secret' })).toThrow(TypeError);
  // @ts-expect-error -- not an option
  expect(() => onsight.transcribe(speech, { beams: 3 })).toThrow(TypeError);
  const failing = (options: Parameters<typeof onsight.transcribe>[1]): Promise<unknown> =>
    onsight.transcribe(speech, options).result;
  await expect(failing({ language: 'xx' })).rejects.toMatchObject({ code: 'unsupported-model' });
  await expect(failing({ model: 'onsight-test/none' })).rejects.toMatchObject({ code: 'download-failed' });
  await expect(failing({ model: 'starter' })).rejects.toMatchObject({ code: 'unsupported-model' });
  await expect(failing({ track: 2 })).rejects.toMatchObject({ code: 'unsupported-media' });
  await expect(onsight.transcribe(new Blob(['text'])).result).rejects.toMatchObject({ code: 'media-unreadable' });
});
