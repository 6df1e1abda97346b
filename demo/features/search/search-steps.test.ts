import { expect, test } from 'vitest';
import type { SearchQuery } from '../../state/search-state.ts';
import { isNewStep } from './search-steps.ts';

function query(text: string, id?: string): SearchQuery {
  return { text, image: id === undefined ? undefined : { kind: 'item', id, name: id } };
}

const soon = { changedAt: 0, now: 150, isAnswered: true };
const later = { ...soon, now: 2_000 };

test.each([
  ['d', 'do'],
  ['do', 'dog'],
  ['dog', 'do'],
  ['dog', 'dog on a beach'],
  ['', 'd'],
  ['海', '海滩'],
])('typing on from %o to %o is one step', (before, next) => {
  expect(isNewStep(query(before), query(next), soon)).toBe(false);
  expect(isNewStep(query(before), query(next), later)).toBe(true);
});

test.each([
  ['dog', 'cat'],
  ['dog', ''],
  ['', 'dog'],
  ['a dog', 'a cat'],
])('%o to %o is a new step once it was answered', (before, next) => {
  expect(isNewStep(query(before), query(next), soon)).toBe(true);
  expect(isNewStep(query(before), query(next), { ...soon, isAnswered: false })).toBe(false);
});

test('another image is a new step, answered or not', () => {
  const unanswered = { ...soon, isAnswered: false };
  const [first, second] = [query('', 'a'), query('', 'b')];
  expect(isNewStep(first, second, unanswered)).toBe(true);
  expect(isNewStep(query('dog'), first, unanswered)).toBe(true);
  expect(isNewStep(first, { ...first, text: 'd' }, unanswered)).toBe(false);
});
