import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLongForm } from '../../../fixtures/long-form.ts';
import { catchHeap } from '../../runtime/testdata/catch-heap.ts';
import type { HeatMap } from '../../math/heat-map.ts';
import type { CaptionStep } from '../vision-language-model.ts';
import { BlipModel } from './blip-model.ts';
import { openPack, sampleImage, type TestPack } from './testdata/open-pack.ts';
import { startTestOrt } from '../../runtime/testdata/start-test-ort.ts';

const file = 'golden-retriever-panting.jpg';
let heap: () => WebAssembly.Memory | undefined;
let pack: TestPack;
let model: BlipModel;

beforeAll(async () => {
  heap = catchHeap();
  await startTestOrt();
  pack = await openPack('/models/starter');
  model = new BlipModel({ sessions: pack.sessions });
});

afterAll(async () => {
  await model.dispose();
  await pack.sessions[Symbol.asyncDispose]();
});

/** Number of session runs during `task`, per part. */
async function runsDuring(task: () => Promise<unknown>): Promise<Record<string, number>> {
  performance.clearMeasures('onsight:run');
  await task();
  const runs: Record<string, number> = {};
  for (const entry of performance.getEntriesByName('onsight:run')) {
    const { name } = (entry as PerformanceMeasure).detail as { readonly name: string };
    const part = name.replace(/^.*[.]/, '');
    runs[part] = (runs[part] ?? 0) + 1;
  }
  return runs;
}

function expectHeat({ data, columns, rows }: HeatMap): void {
  expect([columns, rows, data.length]).toEqual([7, 7, 49]);
  expect(data.every((value) => value >= 0)).toBe(true);
  expect(data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
}

test('loads only the parts of a task, with progress', async () => {
  const phases: string[] = [];
  await model.prepare(['match'], { onProgress: ({ phase }) => phases.push(phase) });
  expect(pack.opened).toEqual(['match.vision_encoder', 'match.text_encoder']);
  expect(phases).toEqual(['initialise', 'initialise', 'ready']);
  await model.prepare(['ask', 'caption']);
  expect(pack.opened.slice(2)).toEqual(['ask.text_decoder_cross', 'ask.text_decoder']);
});

test('encodes an image once for concurrent captions, questions and matches', async () => {
  const picture = sampleImage(file, model.image);
  const runs = await runsDuring(() =>
    Promise.all([
      model.caption(picture, { beams: 1, maxNewTokens: 2 }),
      model.caption(picture, { beams: 1, maxNewTokens: 2 }),
      model.ask(picture, 'what is it?', { beams: 1, maxNewTokens: 1 }),
      model.match(picture, ['a dog']),
    ]),
  );
  expect(runs).toMatchObject({ vision_encoder: 1, text_decoder_cross: 2 });
  expect(picture.reads()).toBe(1);
  const later = await runsDuring(async () => {
    await model.ask(picture, 'what is it?', { beams: 1, maxNewTokens: 1 });
    await model.caption(picture, { beams: 1, maxNewTokens: 2 });
    await model.ask(picture, 'where is it?', { answers: ['outside', 'inside'] });
  });
  expect(later).toEqual({ text_encoder: 1, text_decoder_cross: 1, text_decoder: 5 });
});

test('recomputes states that exceed the budget', async () => {
  const small = new BlipModel({ sessions: pack.sessions, cacheBytes: 100_000 });
  const [first, second] = [sampleImage(file, model.image), sampleImage('cup-of-espresso-on-table.jpg', model.image)];
  for (const picture of [first, second, first]) await small.match(picture, ['a dog']);
  expect([first.reads(), second.reads()]).toEqual([2, 1]);
  await small.dispose();
});

test('streams a caption word by word with its attention', async () => {
  const steps: CaptionStep[] = [];
  const picture = sampleImage(file, model.image);
  const caption = await model.caption(picture, { beams: 1, prompt: 'a photo of', onStep: (step) => steps.push(step) });
  expect(caption.text).toMatch(/^a photo of /);
  expect(steps.at(-1)!.text).toBe(caption.text);
  for (const [index, step] of steps.entries()) {
    expect(caption.text.startsWith(step.text)).toBe(true);
    if (index > 0) expect(step.text.length).toBeGreaterThanOrEqual(steps[index - 1]!.text.length);
    expectHeat(step.heat!);
  }
  expect(caption.words.map(({ word }) => word).join(' ')).toBe(caption.text.replace(/[^a-z0-9 ]/g, ''));
  for (const [index, { word, start, end, heat }] of caption.words.entries()) {
    expect(caption.text.slice(start, end)).toBe(word);
    if (index < 3) expect(heat).toBeUndefined();
    else expectHeat(heat!);
  }
});

test('streams only the end of a beam search', async () => {
  const steps: CaptionStep[] = [];
  const picture = sampleImage(file, model.image);
  const { text } = await model.caption(picture, { onStep: (step) => steps.push(step) });
  expect(steps).toEqual([{ text, heat: steps[0]!.heat }]);
});

test('returns the n best captions by score, and repeats samples with a seed', async () => {
  const picture = sampleImage(file, model.image);
  const { text, alternatives } = await model.caption(picture, { beams: 4, n: 4 });
  expect(alternatives).toHaveLength(4);
  expect(alternatives[0]!.text).toBe(text);
  expect(new Set(alternatives.map((each) => each.text)).size).toBe(4);
  const scores = alternatives.map(({ score }) => score);
  expect(scores.toSorted((a, b) => b - a)).toEqual(scores);
  const sample = (seed: number): Promise<unknown> =>
    model.caption(picture, { topP: 0.9, temperature: 1.3, seed, n: 3 });
  const drawn = await sample(3);
  expect(await sample(3)).toEqual(drawn);
  expect(await sample(4)).not.toEqual(drawn);
});

test('rejects with the abort reason between two tokens, and completes the next caption', async () => {
  const picture = sampleImage(file, model.image);
  const whole = await model.caption(picture, { beams: 1 });
  const controller = new AbortController();
  const reason = new Error('enough');
  let tokens = 0;
  const onStep = (): void => {
    tokens += 1;
    if (tokens === 3) controller.abort(reason);
  };
  await expect(model.caption(picture, { beams: 1, signal: controller.signal, onStep })).rejects.toBe(reason);
  expect(tokens).toBe(3);
  expect(await model.caption(picture, { beams: 1 })).toEqual(whole);
});

test('explains a generated or ranked answer by a heat map', async () => {
  const picture = sampleImage(file, model.image);
  const written = await model.ask(picture, 'what is in the picture?', { explain: true });
  expect(written).toMatchObject({ answer: 'golden retriever' });
  expect(written.alternatives.map(({ probability }) => probability)).toEqual(
    written.alternatives.map(({ probability }) => probability).toSorted((a, b) => b - a),
  );
  expectHeat(written.heat!);
  const ranked = await model.ask(picture, 'what is in the picture?', { answers: ['a dog', 'a car'], explain: true });
  expect(ranked.answer).toBe('a dog');
  expectHeat(ranked.heat!);
});

test('rejects misuse before anything runs', async () => {
  const picture = sampleImage(file, model.image);
  await expect(model.caption(picture, { beams: 0 })).rejects.toThrow('Expected `beams` to be an integer from 1 to 16');
  await expect(model.caption(picture, { beams: 2, n: 3 })).rejects.toThrow('Expected `n`');
  await expect(model.caption(picture, { prompt: 'a dog '.repeat(30) })).rejects.toThrow('Expected `prompt` and');
  await expect(model.ask(picture, ' ')).rejects.toThrow('Expected `question`');
  await expect(model.ask(picture, 'what?', { answers: [] })).rejects.toThrow('Expected `answers`');
  await expect(model.match(picture, [])).rejects.toThrow('Expected `texts`');
  expect(picture.reads()).toBe(0);
});

const rounds = isLongForm ? 60 : 15;

test(`the heap does not grow over ${String(rounds)} captions and answers`, async () => {
  const picture = sampleImage(file, model.image);
  const round = async (): Promise<void> => {
    await model.caption(picture, { beams: 3 });
    await model.ask(picture, 'what is in the picture?');
  };
  for (let warm = 0; warm < 5; warm += 1) await round();
  const before = heap()!.buffer.byteLength;
  for (let times = 0; times < rounds; times += 1) await round();
  expect(heap()!.buffer.byteLength).toBe(before);
});

test('rejects after dispose, and leaves sessions to their creator', async () => {
  const other = new BlipModel({ sessions: pack.sessions });
  await other.dispose();
  await other.dispose();
  const picture = sampleImage(file, model.image);
  await expect(other.caption(picture)).rejects.toMatchObject({ code: 'disposed' });
  expect((await model.match(picture, ['a dog']))[0]).toBeGreaterThan(0);
});
