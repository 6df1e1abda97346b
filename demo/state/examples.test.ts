import { expect, test } from 'vitest';
import { examplesOf, keepExamples, takesExample, withExample } from './examples.ts';
import type { SearchQuery } from './search-state.ts';

const words: SearchQuery = { text: 'a dog', image: undefined };
const item: SearchQuery = { text: '', image: { kind: 'item', id: 'a', name: 'a.jpg' } };

test('adds an example, moves it to the other side, and takes it out', () => {
  const more = withExample(words, 'b', 'more');
  expect(more).toEqual({ ...words, more: ['b'] });
  const less = withExample(more, 'b', 'less');
  expect(less).toEqual({ ...words, less: ['b'] });
  expect(withExample(less, 'b', 'less')).toEqual(words);
});

test('the photo that is searched by is an example, until less like it is wanted', () => {
  const query = withExample(item, 'b', 'more');
  expect(examplesOf(query)).toEqual({ more: ['a', 'b'], less: [] });
  expect(withExample(query, 'a', 'less')).toEqual({ text: '', image: undefined, more: ['b'], less: ['a'] });
});

test('less like something needs something else to look for', () => {
  const nothing: SearchQuery = { text: ' ', image: undefined };
  expect(takesExample(nothing, 'less')).toBe(false);
  expect(takesExample(nothing, 'more')).toBe(true);
  expect(withExample(nothing, 'a', 'less')).toEqual(nothing);
  expect(keepExamples({ text: '', image: undefined, more: ['a'], less: ['b'] }, (id) => id !== 'a')).toEqual({
    text: '',
    image: undefined,
  });
});

test("a search by the visitor's own image takes no examples", () => {
  const query: SearchQuery = { text: 'a dog', image: { kind: 'file', blob: new Blob() } };
  expect([takesExample(query, 'more'), takesExample(query, 'less')]).toEqual([false, false]);
});
