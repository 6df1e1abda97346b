import { expect, test } from 'vitest';
import { matchedText } from './matched-text.ts';

test('the field that says most is shown, with its words marked', () => {
  const metadata = { name: 'red-cup.jpg', caption: 'a cup and a cup', keywords: ['x', 'my cup'] };
  const inName = { field: 'name', start: 4, end: 7 };
  expect(matchedText({ metadata, highlights: [inName] })).toEqual({
    field: 'name',
    pieces: [
      { text: 'red-', isMatch: false },
      { text: 'cup', isMatch: true },
      { text: '.jpg', isMatch: false },
    ],
  });
  const inKeywords = { field: 'keywords', entry: 1, start: 3, end: 6 };
  expect(matchedText({ metadata, highlights: [inName, inKeywords] })?.field).toBe('keywords');
  const inCaption = [
    { field: 'caption', start: 2, end: 5 },
    { field: 'caption', start: 12, end: 15 },
  ];
  expect(matchedText({ metadata, highlights: [...inCaption, inName] })?.pieces.map(({ text }) => text)).toEqual([
    'a ',
    'cup',
    ' and a ',
    'cup',
  ]);
  expect(matchedText({ metadata })).toBeUndefined();
  expect(matchedText({ metadata, highlights: [{ field: 'rating', start: 0, end: 1 }] })).toBeUndefined();
});

test('of a caption that is a label the name is shown alone', () => {
  const metadata = { caption: 'a photo of a coffee cup' };
  const highlights = [
    { field: 'caption', start: 2, end: 7 },
    { field: 'caption', start: 20, end: 23 },
  ];
  expect(matchedText({ metadata, highlights })?.pieces).toEqual([
    { text: 'coffee ', isMatch: false },
    { text: 'cup', isMatch: true },
  ]);
});

test('a long text is shown around the first word', () => {
  const text = `${'word '.repeat(100)}giraffe${' word'.repeat(100)}`;
  const pieces = matchedText({
    metadata: { description: text },
    highlights: [{ field: 'description', start: 500, end: 507 }],
  })?.pieces;
  expect(pieces?.[1]).toEqual({ text: 'giraffe', isMatch: true });
  expect(pieces?.map((piece) => piece.text).join('').length).toBeLessThan(100);
});
