import { expect, test } from 'vitest';
import { placedTerms, queryWords, termsOf, withoutTemplates } from './word-terms.ts';

const wordsOf = (text: string): readonly string[] => queryWords(text).map((word) => word.text);

test('folds case, accents and plural s, and splits Chinese into characters and pairs', () => {
  expect(termsOf('Two Cafés, 长颈鹿')).toEqual(['two', 'cafe', '长', '颈', '鹿', '长颈', '颈鹿']);
  expect(termsOf('two-giraffes_in-savanna')).toEqual(['two', 'giraffe', 'in', 'savanna']);
  expect(termsOf('berries dishes glass bus')).toEqual(['berry', 'dish', 'glass', 'bus']);
  expect(termsOf('<img src=x onerror=alert(1)>')).toEqual(['img', 'src', 'x', 'onerror', 'alert', '1']);
  expect(termsOf(' …—! 🦒')).toEqual([]);
});

test('keeps the significant words of a query once', () => {
  expect(wordsOf('the dog and the dogs on a beach')).toEqual(['dog', 'beach']);
  expect(wordsOf('the')).toEqual(['the']);
  expect(wordsOf('雪地里的老虎')).toEqual(['雪地', '老虎']);
  expect(wordsOf('!?')).toEqual([]);
});

test('finds the terms of a query in a text of the same words', () => {
  for (const text of ['长颈鹿站在草原上', 'Ten cafés near São Paulo', 'キリンが二頭', '기린 두 마리']) {
    const terms = new Set(termsOf(text));
    expect(
      queryWords(text)
        .filter(({ alternatives }) => !alternatives.some((each) => each.every((term) => terms.has(term))))
        .map((word) => word.text),
    ).toEqual([]);
  }
});

test('splits names between letters and digits and at capitals', () => {
  expect(termsOf('DSC01273')).toEqual(['dsc01273', 'dsc', '1273']);
  expect(termsOf('MyHTMLPage')).toEqual(['myhtmlpage', 'my', 'html', 'page']);
  expect(termsOf('IMG_20240612-183045')).toEqual(['img', '20240612', '183045']);
  expect(termsOf('000 007')).toEqual(['0', '7']);
  expect(wordsOf('dsc01273.png')).toEqual(['dsc01273']);
  expect(wordsOf("the dog's bone, don't")).toEqual(['dog', 'bone', 'don']);
});

test.each([
  ['a photo of a cup', '           a cup'],
  ['A close-up of a bee', '              a bee'],
  ['a black and white photo of a bridge', 'a black and white          a bridge'],
  ['two pictures of dogs', 'two             dogs'],
  ['photo of photo of a cat', '                  a cat'],
  ['一张狗的照片', '一张狗   '],
])('%j is read as %j', (caption, read) => {
  expect(withoutTemplates(caption)).toBe(read);
});

test.each(['a picture hanging on a wall', 'a photographer', 'photos', 'a man taking a photo', 'imageofcat'])(
  '%j keeps its words',
  (caption) => {
    expect(withoutTemplates(caption)).toBe(caption);
  },
);

test('keeps "photo" if there is no other word', () => {
  expect(wordsOf('photo')).toEqual(['photo']);
  expect(wordsOf('a photo of a dog')).toEqual(['dog']);
  expect(wordsOf('dog pictures')).toEqual(['dog']);
  expect(wordsOf('狗的照片')).toEqual(['狗']);
});

test('places terms in decomposed and full-width text', () => {
  const text = 'ＤＳＣ x Gärten 학점'.normalize('NFD');
  expect(placedTerms(text).map(({ term, start, end }) => [term, text.slice(start, end).normalize('NFKC')])).toEqual([
    ['dsc', 'DSC'],
    ['x', 'x'],
    ['garten', 'Gärten'],
    ['학', '학'],
    ['점', '점'],
    ['학점', '학점'],
  ]);
});
