import { expect, test } from 'vitest';
import { queryWords, termsOf } from './word-terms.ts';

const wordsOf = (text: string): readonly string[] => queryWords(text).map((word) => word.text);

test('words lose case, accents and the plural s; Chinese becomes characters and pairs', () => {
  expect(termsOf('Two Cafés, 长颈鹿')).toEqual(['two', 'cafe', '长', '颈', '鹿', '长颈', '颈鹿']);
  expect(termsOf('two-giraffes_in-savanna')).toEqual(['two', 'giraffe', 'in', 'savanna']);
  expect(termsOf('berries dishes glass bus')).toEqual(['berry', 'dish', 'glass', 'bus']);
  expect(termsOf('<img src=x onerror=alert(1)>')).toEqual(['img', 'src', 'x', 'onerror', 'alert', '1']);
  expect(termsOf(' …—! 🦒')).toEqual([]);
});

test('a query keeps the words that say something, each once', () => {
  expect(wordsOf('the dog and the dogs on a beach')).toEqual(['dog', 'beach']);
  expect(wordsOf('the')).toEqual(['the']);
  expect(wordsOf('雪地里的老虎')).toEqual(['雪地', '老虎']);
  expect(wordsOf('!?')).toEqual([]);
});

test('what a query asks for of a text in the same words is there', () => {
  for (const text of ['长颈鹿站在草原上', 'Ten cafés near São Paulo', 'キリンが二頭', '기린 두 마리']) {
    const terms = new Set(termsOf(text));
    expect(
      queryWords(text)
        .flatMap((word) => word.terms)
        .filter((term) => !terms.has(term)),
    ).toEqual([]);
  }
});
