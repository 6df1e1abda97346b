import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeQuery } from './normalize-query.ts';
import { simplified, traditional } from '../words/traditional-characters.ts';

const textOf = (typed: string): string => normalizeQuery(typed).text;

test.each([
  [
    'dog',
    ['dog', 'dogs', 'Dog', 'DOGS', 'Dog!', 'dog?', '"dog"', '#dog', '(dog)', 'dog…', 'dog...', 'ｄｏｇ', 'ＤＯＧ！'],
  ],
  [
    'dog',
    ['“dog”', '„dog“', '«dog»', '「dog」', '『dogs』', '‹dog›', "'dog'", '[dog]', '{dog}', '<dog>', '¿dog?', '*dog*'],
  ],
  [
    'dog',
    [
      ' dog ',
      '\tdog\n',
      '\u3000dog',
      'dog\u200b',
      '\ufeffdog',
      'a dog',
      'the dogs',
      'A Dog.',
      '`dog`',
      '~dog~',
      '@dog',
    ],
  ],
  ['狗', ['狗', '狗！', '「狗」', '《狗》', '狗。', '＃狗', '“狗”', ' 狗 ']],
  ['猫', ['貓', '猫', '貓！']],
  ['铁路', ['鐵路', '铁路']],
  ['golden retriever', ['golden retrievers', 'Golden Retriever', 'a golden  retriever', '"golden retrievers"']],
  ['café', ['café', 'cafe\u0301', 'Cafés']],
])('%s is found by whatever means it', (normal, typed) => {
  for (const each of typed) expect(textOf(each), each).toBe(normal);
});

test.each([
  ['people', 'person'],
  ['men', 'man'],
  ['women', 'woman'],
  ['children', 'child'],
  ['snowmen', 'snowman'],
  ['mice', 'mouse'],
  ['geese', 'goose'],
  ['wolves', 'wolf'],
  ['leaves', 'leaf'],
  ['gloves', 'glove'],
  ['stoves', 'stove'],
  ['knives', 'knife'],
  ['boxes', 'box'],
  ['foxes', 'fox'],
  ['buses', 'bus'],
  ['churches', 'church'],
  ['dishes', 'dish'],
  ['dresses', 'dress'],
  ['horses', 'horse'],
  ['houses', 'house'],
  ['vases', 'vase'],
  ['butterflies', 'butterfly'],
  ['cherries', 'cherry'],
  ['cookies', 'cookie'],
  ['monkeys', 'monkey'],
  ['potatoes', 'potato'],
  ['shoes', 'shoe'],
  ['cacti', 'cactus'],
  ['bees', 'bee'],
  ['trees', 'tree'],
  ['cars', 'car'],
  ['wine glasses', 'wine glass'],
])('the plural %s is %s', (plural, singular) => {
  expect(textOf(plural)).toBe(singular);
  expect(textOf(singular)).toBe(singular);
});

test.each(
  'bus christmas dice glass grass dress octopus cactus tennis jeans scissors sheep fish chess iris Paris gas'.split(
    ' ',
  ),
)('%s is not a plural', (word) => {
  expect(textOf(word)).toBe(word.toLowerCase());
});

test.each([
  ['two dogs', 'phrase'],
  ['people playing music on a stage', 'phrase'],
  ['a day at the beach', 'phrase'],
  ['polar bear', 'noun'],
  ['hot air balloons', 'noun'],
  ['长颈鹿', 'noun'],
  ['雪地里的老虎', 'phrase'],
  ['собаки', 'phrase'],
  ['route 66', 'phrase'],
] as const)('%s is a %s', (typed, kind) => {
  expect(normalizeQuery(typed).kind).toBe(kind);
});

test('keeps marks inside words', () => {
  expect(textOf('black-and-white')).toBe('black-and-white');
  expect(textOf("the dog's bone on grass!")).toBe("the dog's bone on grass");
});

test('separates emoji', () => {
  expect(textOf('dog🐶')).toBe('dog 🐶');
  expect(textOf('👨‍👩‍👧‍👦')).toBe('👨‍👩‍👧‍👦');
});

test('drops punctuation', () => {
  for (const typed of ['!', '???', '“”', '…', '#']) expect(textOf(typed)).toBe('');
});

test('keeps Japanese characters', () => {
  expect(textOf('鐵の橋')).toBe('鐵の橋');
});

test('has a simplified form for every traditional character', () => {
  expect(Array.from(traditional)).toHaveLength(Array.from(simplified).length);
});

test('is idempotent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (typed) => {
      const { text } = normalizeQuery(typed);
      expect(textOf(text)).toBe(text);
    }),
    { numRuns: 500 },
  );
});
