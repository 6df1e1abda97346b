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
  ['like and item', { like: ['a'], item: 'b' }, {}, TypeError],
  ['no example', { like: [] }, {}, TypeError],
  ['unlike alone', { unlike: ['a'] }, {}, TypeError],
  ['a text of unlike alone', { unlike: [{ text: 'a' }] }, {}, TypeError],
  ['no unlike beside an item', { item: 'a', unlike: [] }, {}, TypeError],
  ['an id of unlike beside an item', { item: 'a', unlike: ['b'] }, {}, TypeError],
  ['one in both', { like: ['a'], unlike: ['a'] }, {}, TypeError],
  ['ids that are not a list', { like: 'a' }, {}, TypeError],
  ['a negative weight', { like: ['a'], weights: { like: -1 } }, {}, RangeError],
  ['words of an image', { item: 'a' }, { words: true }, TypeError],
  ['keywords of an image', { item: 'a' }, { keywords: true }, TypeError],
  ['keywords and words that differ', { text: 'a' }, { keywords: true, words: false }, TypeError],
  ['words that are not a boolean', { text: 'a' }, { words: 'yes' }, TypeError],
  ['a diversity above 1', { text: 'a' }, { diversity: 2 }, RangeError],
  ['a group of nothing', { text: 'a' }, { groupBy: '' }, TypeError],
  ['a group by an operator', { text: 'a' }, { groupBy: 'and' }, TypeError],
  ['half a member', { text: 'a' }, { groupBy: { field: 'a', members: 0.5 } }, RangeError],
  ['an id as after', { text: 'a' }, { after: 'a' }, TypeError],
  ['a limit of 0', { text: 'red' }, { limit: 0 }, RangeError],
  ['a minRelevance of NaN', { text: 'red' }, { minRelevance: NaN }, RangeError],
  ['a rerank without a text', { image }, { rerank: { top: 3 } }, TypeError],
  ['a rerank of 0', { text: 'red' }, { rerank: { top: 0 } }, RangeError],
  ['a groupBy of a number', { text: 'red' }, { groupBy: 5 }, TypeError],
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
