import { expect, test } from 'vitest';
import { compactText, findCompact } from './compact-text.ts';
import { needleOf, phrasesOf } from './phrases.ts';

test.each([
  ['4031 7756-2208', '403177562208'],
  ['What time is it?', 'whattimeisit'],
  ['我還沒有 聽過', '我还没有听过'],
  ['ＣＡＦÉ Straße', 'cafestrasse'],
  [' …!', ''],
])('%j is %j without spaces, punctuation, case and accents', (text, compact) => {
  expect(compactText(text)).toBe(compact);
});

test.each([
  ['4031 7756 2208', '77562208', '7756 2208', true],
  ['Whattimeisit?', 'timeis', 'timeis', false],
  ['a timeisland, the time is up', 'timeis', 'time is', true],
  ['我還沒有聽過這個故事', '还没有听过', '還沒有聽過', true],
  ['Ｅｘｐｉｒｅｓ  12/26', 'expires1226', 'Ｅｘｐｉｒｅｓ  12/26', true],
])('finds in %j the letters %j', (text, needle, found, isWhole) => {
  const place = findCompact(text, needle);
  expect(text.slice(place?.start, place?.end)).toBe(found);
  expect(place?.isWhole).toBe(isWhole);
});

test('queries that are too short are not looked for within words', () => {
  for (const query of ['i', '1', 'l', 'art', 'train', '123', '的']) expect(needleOf(query), query).toBeUndefined();
  for (const query of ['2208', 'time is', 'passport', '听过']) expect(needleOf(query), query).toBeDefined();
});

test('takes phrases out of quotation marks of several kinds', () => {
  expect(phrasesOf('photo of "Time is" and 「聽過」 or “rock ’n’ roll”')).toEqual(['timeis', '听过', 'rocknroll']);
  expect(phrasesOf('no phrase, "" and an open "quote')).toEqual([]);
});
