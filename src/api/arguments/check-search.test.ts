import { expect, test } from 'vitest';
import { checkSearch } from './check-search.ts';

const image = new Blob();

test.each([
  ['nothing', {}, {}, TypeError],
  ['an empty text', { text: ' ' }, {}, TypeError],
  ['a text that is a number', { text: 5 }, {}, TypeError],
  ['an image and an item', { image, item: 'x' }, {}, TypeError],
  ['a weight above 1', { text: 'red', item: 'x', weight: 2 }, {}, RangeError],
  ['a weight of a text alone, above 1', { text: 'red', weight: 2 }, {}, RangeError],
  ['weights without examples', { text: 'red', weights: { text: 1 } }, {}, TypeError],
  ['an id in both lists of examples', { like: ['a'], unlike: ['a'] }, {}, TypeError],
  ['a limit of 0', { text: 'red' }, { limit: 0 }, RangeError],
  ['a minRelevance of NaN', { text: 'red' }, { minRelevance: NaN }, RangeError],
  ['a rerank without a text', { image }, { rerank: { top: 3 } }, TypeError],
  ['a rerank of 0', { text: 'red' }, { rerank: { top: 0 } }, RangeError],
  ['a groupBy of a number', { text: 'red' }, { groupBy: 5 }, TypeError],
  ['a groupBy of an operator', { text: 'red' }, { groupBy: 'and' }, TypeError],
  ['a hit without an id in after', { text: 'red' }, { after: [{}] }, TypeError],
])('refuses %s', (_, query, options, kind) => {
  expect(() => {
    checkSearch(query as never, options as never);
  }).toThrow(kind);
});

test.each([
  [{ text: 'red' }, { limit: 5, groupBy: { field: 'year', members: 2 } }],
  [{ text: 'red', image, weight: 0.2 }, {}],
  [{ like: ['a'], unlike: ['b', { text: 'dog' }], weights: { like: 2 } }, {}],
  [{ item: 'a', unlike: [{ text: 'dog' }], weights: undefined }, { after: [{ id: 'b' }] }],
])('accepts %j', (query, options) => {
  expect(() => {
    checkSearch(query as never, options);
  }).not.toThrow();
});
