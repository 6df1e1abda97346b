import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PackSessions } from '../pack-sessions.ts';
import type { LanguageModel } from '../vision-language-model.ts';
import { createBlipModel } from './blip-model.ts';
import { openPack, samplePicture, startTestOrt } from './testdata/open-pack.ts';

interface Golden {
  readonly texts: readonly { readonly text: string }[];
  readonly images: readonly {
    readonly file: string;
    readonly embedding: readonly number[];
    readonly caption: { readonly greedy: { readonly text: string }; readonly beam3: { readonly text: string } };
    readonly answers: readonly { readonly question: string; readonly text: string }[];
    readonly match: readonly number[];
    readonly rank: {
      readonly question: string;
      readonly answers: readonly string[];
      readonly probabilities: readonly number[];
    };
  }[];
}

const golden = (await (await fetch('/models/starter/golden.json')).json()) as Golden;
let sessions: PackSessions;
let model: LanguageModel;

beforeAll(async () => {
  await startTestOrt();
  sessions = await openPack('/models/starter');
  model = createBlipModel({ sessions });
  await model.load(['caption', 'vqa', 'match']);
});

afterAll(async () => {
  await model.dispose();
  await sessions[Symbol.asyncDispose]();
});

test.each(golden.images)('$file: captions, answers, ranks and matches equal the golden ones', async (image) => {
  const picture = samplePicture(image.file, model.image);
  expect.soft((await model.caption(picture, { beams: 1 })).text).toBe(image.caption.greedy.text);
  const t0 = performance.now();
  expect.soft((await model.caption(picture)).text).toBe(image.caption.beam3.text);
  console.log('beam3 ms', performance.now() - t0);
  for (const { question, text } of image.answers)
    expect.soft((await model.answer(picture, question, { beams: 1 })).answer).toBe(text);
  const { question, answers, probabilities } = image.rank;
  const ranked = await model.answer(picture, question, { answers });
  console.log(JSON.stringify(ranked));
  for (const [index, answer] of answers.entries())
    expect
      .soft(ranked.alternatives.find((each) => each.answer === answer)?.probability)
      .toBeCloseTo(probabilities[index]!, 3);
  const texts = golden.texts.slice(0, image.match.length).map(({ text }) => text);
  const matches = await model.match(picture, texts);
  for (const [index, probability] of matches.entries())
    expect.soft(Math.abs(probability - image.match[index]!)).toBeLessThan(1e-3);
  expect(picture.reads()).toBe(1);
});
