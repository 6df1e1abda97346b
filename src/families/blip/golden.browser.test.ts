import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClipEmbedders } from '../clip/clip-embedders.ts';
import { BlipModel } from './blip-model.ts';
import { openPack, sampleImage, type TestPack } from './testdata/open-pack.ts';
import { startTestOrt } from '../../runtime/testdata/start-test-ort.ts';
import exact from './testdata/starter-exact.golden.json' with { type: 'json' };

interface Golden {
  readonly texts: readonly { readonly text: string }[];
  readonly images: readonly { readonly file: string; readonly embedding: readonly number[] }[];
}

/**
 * The pack quantises activations at run time: noise of 1e-6 on the pixels moves the reference's own probabilities by
 * up to 0.065 (ONNX Runtime 1.32 in Python), because a rounding that flips is carried through every layer.
 */
const probabilityNoise = 0.08;

/**
 * The pack's own reference outputs. Its embeddings are compared with them; captions, answers and matches are compared
 * with `starter-exact.golden.json`, because golden.json was made where int8 products saturate (tools/make_starter_goldens.py
 * proves it) and browsers add them exactly.
 */
const golden = (await (await fetch('/models/starter/golden.json')).json()) as Golden;
let pack: TestPack;
let model: BlipModel;

beforeAll(async () => {
  await startTestOrt();
  pack = await openPack('/models/starter');
  model = new BlipModel({ sessions: pack.sessions });
});

afterAll(async () => {
  await model.dispose();
  await pack.sessions[Symbol.asyncDispose]();
});

test.each(exact.images)('$file: captions and answers equal the reference token for token', async (image) => {
  const picture = sampleImage(image.file, model.image);
  expect((await model.caption(picture, { beams: 1 })).text).toBe(image.caption.greedy.text);
  expect((await model.caption(picture)).text).toBe(image.caption.beam3.text);
  for (const { question, text } of image.answers)
    expect((await model.ask(picture, question, { beams: 1 })).answer).toBe(text);
  expect(picture.reads()).toBe(1);
});

test.each(exact.images)('$file: ranks and matches equal the reference up to the noise of int8', async (image) => {
  const picture = sampleImage(image.file, model.image);
  const { question, answers, probabilities } = image.rank;
  const { alternatives } = await model.ask(picture, question, { answers });
  expect(alternatives.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  for (const [index, answer] of answers.entries()) {
    const { probability } = alternatives.find((each) => each.answer === answer)!;
    expect(Math.abs(probability - probabilities[index]!)).toBeLessThan(probabilityNoise);
  }
  const texts = golden.texts.slice(0, image.match.length).map(({ text }) => text);
  for (const [index, probability] of (await model.match(picture, texts)).entries())
    expect(Math.abs(probability - image.match[index]!)).toBeLessThan(probabilityNoise);
});

test('the embedding half of the pack shares the vision encoder, and equals the golden embeddings', async () => {
  const imageBatch = { limit: 2, measuredMs: undefined, timed: <T>(_: number, run: () => Promise<T>) => run() };
  const embedders = createClipEmbedders({ sessions: pack.sessions, imageBatch });
  const [text] = golden.texts;
  const [textEmbedding] = await embedders.text!.embedTexts([text!.text]);
  for (const image of golden.images) {
    const picture = sampleImage(image.file, model.image);
    const [embedding] = await embedders.image!.embedImages([await picture.read({})]);
    expect(Math.max(...embedding!.map((value, i) => Math.abs(value - image.embedding[i]!)))).toBeLessThan(1e-3);
    const [similarity] = await model.cosine(picture, [text!.text]);
    const cosine = image.embedding.reduce((sum, value, i) => sum + value * textEmbedding![i]!, 0);
    expect(Math.abs(similarity! - cosine)).toBeLessThan(1e-3);
  }
  expect(pack.opened.filter((role) => role.endsWith('vision_encoder'))).toHaveLength(1);
});
