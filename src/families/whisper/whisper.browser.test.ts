import { afterAll, beforeAll, expect, test } from 'vitest';
import golden from '../../../fixtures/hub/onsight-test/whisper-tiny-random/golden.json' with { type: 'json' };
import { HttpRepository, HubBench } from '../../../fixtures/hub/hub-bench.ts';
import { createModelSession } from '../../runtime/model-session.ts';
import { chirp } from './testdata/chirp.ts';
import { WhisperFeatures } from './whisper-features.ts';
import { WhisperModel } from './whisper-model.ts';
import { planWhisper } from './whisper-plan.ts';

const id = 'onsight-test/whisper-tiny-random';
const sound = chirp(golden.seconds);

let bench: HubBench;
let model: WhisperModel;

async function openModel(mode = 'range'): Promise<WhisperModel> {
  const repository = new HttpRepository(mode, id);
  const plan = await planWhisper({ id, backend: 'wasm' }, repository, {});
  return new WhisperModel(plan, {
    repository,
    admit: (_bytes, load) => load(),
    openSession: (name, graph, signal) =>
      createModelSession(graph, { name, signal, backend: 'wasm', lane: bench.lane }),
  });
}

beforeAll(async () => {
  bench = await HubBench.start();
  model = await openModel();
});
afterAll(() => model.dispose());

test('features equal the reference extractor', () => {
  const spec = { feature_size: 80, hop_length: 160, n_fft: 400, sampling_rate: 16_000, chunk_length: 30 };
  const features = new WhisperFeatures(spec);
  const computed = features.compute(sound);
  const { frames, values } = golden.features;
  for (const [mel, row] of values.entries())
    for (const [i, frame] of frames.entries())
      expect(computed[mel * features.frames + frame]).toBeCloseTo(row[i] ?? NaN, 4);
});

test('detects the language that the reference detects', async () => {
  expect(model.info.languages).toEqual({ transcribe: ['de', 'en', 'zh'] });
  expect((await model.transcribe(sound)).language).toBe(golden.language);
});

test.each(['en', 'de', 'zh'] as const)('writes the words of the reference at its times in %s', async (language) => {
  const { segments } = await model.transcribe(sound, { language, words: true });
  const spoken = segments.flatMap(({ words = [] }) => words);
  const expected = golden.byLanguage[language].words;
  expect(spoken.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
  // A word of no length gets a step, and what follows moves.
  for (const [i, { startS, endS }] of spoken.entries()) {
    expect(Math.abs(startS - (expected[i]?.startS ?? NaN))).toBeLessThan(0.1);
    expect(Math.abs(endS - (expected[i]?.endS ?? NaN))).toBeLessThan(0.1);
    expect(endS).toBeGreaterThan(startS);
  }
  expect(segments.every(({ startS, endS }, i) => startS >= (segments[i - 1]?.endS ?? 0) && endS > startS)).toBe(true);
});

test('refuses a language that the model does not know, naming those it knows', async () => {
  await expect(model.transcribe(sound, { language: 'xx' })).rejects.toMatchObject({
    code: 'unsupported-model',
    details: { reason: expect.stringContaining('de, en, zh') as string },
  });
});

test('stops at the next token after an abort', async () => {
  const controller = new AbortController();
  const running = model.transcribe(sound, { language: 'en', signal: controller.signal });
  controller.abort(new Error('changed my mind'));
  await expect(running).rejects.toThrow('changed my mind');
  expect((await model.transcribe(sound, { language: 'en' })).segments).not.toEqual([]);
});

test.each(['broken', 'no-tokenizer'])('names what is wrong with a repository: %s', async (mode) => {
  const opened = openModel(mode);
  await expect(opened.then((broken) => broken.transcribe(sound))).rejects.toMatchObject({
    code: mode === 'broken' ? 'backend-failed' : 'unsupported-model',
  });
});
