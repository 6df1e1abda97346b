import type { Answer } from 'onsight';
import { expect, test } from 'vitest';
import { labelOf } from '../../../state/library/caption-form.ts';
import { grantedThing, toHonestAnswer } from './honest-answer.ts';
import { mayBeEnglish } from './question-language.ts';
import { exampleQuestion, readyQuestions } from './ready-questions.ts';

function answerOf(...ranked: readonly (readonly [string, number])[]): Answer {
  const alternatives = ranked.map(([answer, probability]) => ({ answer, probability }));
  return { ...(alternatives[0] ?? { answer: '', probability: 0 }), alternatives, shows: 'scene' };
}

const seen = { hasPeople: false, isAbsent: false };

test('withholds an animal for a photo with people, unless the caption names both', () => {
  const dog = answerOf(['dog', 0.86], ['a man', 0.1], ['bear', 0.03]);
  const said = (caption: string, hasPeople: boolean): readonly string[] =>
    toHonestAnswer(dog, caption, { hasPeople, isAbsent: false }).alternatives.map(({ answer }) => answer);
  expect(said('a man in a red jacket', true)).toEqual(['a man']);
  expect(said('a man with a dog', true)).toEqual(['dog', 'a man']);
  // A person described as a dog is not called one.
  expect(said('a dog in a red jacket', true)).toEqual(['a man']);
  expect(said('a dog in a red jacket', false)).toEqual(['dog', 'a man', 'bear']);
  expect(
    toHonestAnswer(answerOf(['dog', 0.86], ['bear', 0.02]), 'a man', { hasPeople: true, isAbsent: false }),
  ).toEqual({
    alternatives: [],
    doubt: 'held',
  });
});

test('drops answers under 2 %, and marks a best one under one half as unsure', () => {
  expect(toHonestAnswer(answerOf(['2', 0.9], ['3', 0.019]), undefined, seen)).toEqual({
    alternatives: [{ answer: '2', probability: 0.9 }],
    doubt: undefined,
  });
  expect(toHonestAnswer(answerOf(['1', 0.44], ['2', 0.3]), undefined, seen).doubt).toBe('unsure');
  expect(toHonestAnswer(answerOf(['yes', 0.01]), undefined, seen)).toEqual({ alternatives: [], doubt: 'unsure' });
});

test.each(['nothing', 'text'] as const)('nothing is answered where an image shows %s', (shows) => {
  expect(toHonestAnswer({ ...answerOf(['rifle', 0.9]), shows }, '', seen)).toEqual({ alternatives: [], doubt: shows });
});

test.each([
  ['a photo of a cup', 'a', 'cup'],
  ['a photo of a orange', 'an', 'orange'],
  ['A picture of the Eiffel tower', 'the', 'Eiffel tower'],
  ['a close up of flowers', '', 'flowers'],
])('%s is a label', (caption, article, name) => {
  expect(labelOf(caption)).toMatchObject({ article, name });
  expect(caption.slice(labelOf(caption)!.start)).toBe(name);
});

test.each(['a dog on the beach', 'a photo of a man riding a wave', 'a photo of two dogs in the deep snow', ''])(
  '"%s" is no label',
  (caption) => {
    expect(labelOf(caption)).toBeUndefined();
  },
);

test('chooses questions that fit the caption', () => {
  expect(readyQuestions(undefined, undefined)).toEqual(['image', 'colour', 'outdoors']);
  expect(readyQuestions('a man in a red jacket', undefined)).toContain('people');
  expect(readyQuestions('two giraffes in a field', false)).toContain('animal');
  for (const hasPeople of [undefined, true])
    expect(readyQuestions('a dog in a jacket', hasPeople)).not.toContain('animal');
  expect(readyQuestions('a man with a dog', false)).not.toContain('animal');
  expect(readyQuestions('a plate of food', undefined)).toContain('food');
  expect(readyQuestions('', undefined)).toEqual([]);
  expect(readyQuestions('a page of text', undefined)).toEqual([]);
});

test.each([
  ['a man in a red jacket', true, 'doing'],
  ['two giraffes in a field', false, 'animalCount'],
  ['a plate of food', false, 'food'],
  ['a red car on a road', false, 'vehicle'],
  ['a castle on a hill', false, 'colour'],
  ['', undefined, 'image'],
] as const)('the example beside "%s" (people: %s) asks for %s', (caption, hasPeople, example) => {
  expect(exampleQuestion(readyQuestions(caption, hasPeople))).toBe(example);
});

test.each([
  'how many giraffes are there?',
  'What is the dog doing?',
  'color?',
  'is it a dog',
  'what does the sign say',
  'where was this photo taken?',
  'dog breed',
  'are there any cars in the picture',
  'who is he',
  'describe the man on the left',
])('"%s" may be English', (question) => {
  expect(mayBeEnglish(question)).toBe(true);
});

test.each([
  'wie viele Giraffen sind da?',
  'Was ist das?',
  'Welche Farbe hat das Auto?',
  'combien de chiens y a-t-il ?',
  'que fait le chien ?',
  '¿cuántos perros hay?',
  'cosa c’è nella foto',
  'quantos cachorros existem aqui',
  'wat is dit voor dier',
  '有几只长颈鹿？',
  'сколько жирафов?',
  '何匹いますか',
])('"%s" is not English', (question) => {
  expect(mayBeEnglish(question)).toBe(false);
});

test.each([
  ['how many cars are there?', '1', 'car'],
  ['how many cars are there?', '0', undefined],
  ['is it a dog?', 'yes', 'dog'],
  ['is it a dog?', 'no', undefined],
  ['Are there any horses here?', 'yes', 'horse'],
  ['is there a person?', 'yes', undefined],
  ['how many people are there?', '2', undefined],
  ['is it outdoors?', 'yes', undefined],
  ['what color is it?', 'red', undefined],
])('"%s" "%s" takes for granted: %s', (question, answer, thing) => {
  expect(grantedThing(question, answerOf([answer, 0.9]))).toBe(thing);
  const doubted = toHonestAnswer(answerOf([answer, 0.9]), undefined, { hasPeople: false, isAbsent: true });
  expect(doubted.doubt).toBe('unsure');
});
