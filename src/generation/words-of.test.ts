import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from './words-of.ts';

test('joins the pieces of a word and skips punctuation', () => {
  const words = wordsOf("two giraffes, a dog's t - shirt.", [
    ...['two', 'gi', '##raf', '##fe', '##s', ',', 'a', 'dog', "'", 's', 't', '-', 'shirt', '.', ''],
  ]);
  expect(words).toEqual([
    { word: 'two', start: 0, end: 3, tokens: [0] },
    { word: 'giraffes', start: 4, end: 12, tokens: [1, 2, 3, 4] },
    { word: 'a', start: 14, end: 15, tokens: [6] },
    { word: "dog's", start: 16, end: 21, tokens: [7, 8, 9] },
    { word: 't', start: 22, end: 23, tokens: [10] },
    { word: 'shirt', start: 26, end: 31, tokens: [12] },
  ]);
});

test('assigns rewritten pieces to no word and still finds the words after them', () => {
  expect(wordsOf("i don't know", ['i', 'do', 'not', 'know']).map(({ word, tokens }) => [word, tokens])).toEqual([
    ['i', [0]],
    ["don't", [1]],
    ['know', [3]],
  ]);
});

test('returns slices of the text in order, with at most one word per token', () => {
  const piece = fc.stringMatching(/^(##)?[a-z0-9äé一狗]{1,4}$/u);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.constantFrom('.', ',', "'")), { minLength: 1, maxLength: 20 }),
      (pieces) => {
        const text = pieces
          .map((each, index) => (each.startsWith('##') ? each.slice(2) : `${index > 0 ? ' ' : ''}${each}`))
          .join('')
          .replaceAll(/ ([.,])/g, '$1');
        const words = wordsOf(text, pieces);
        let cursor = 0;
        for (const { word, start, end } of words) {
          expect(text.slice(start, end)).toBe(word);
          expect(start).toBeGreaterThanOrEqual(cursor);
          cursor = end;
        }
        const tokens = words.flatMap((word) => word.tokens);
        expect(new Set(tokens).size).toBe(tokens.length);
        // Every piece with a letter or digit is part of a word.
        const lettered = pieces.flatMap((each, index) => (/[\p{L}\p{N}]/u.test(each) ? [index] : []));
        expect(tokens.filter((token) => lettered.includes(token))).toEqual(lettered);
      },
    ),
  );
});
