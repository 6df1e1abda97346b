import { expect, test } from 'vitest';
import { movedPlace } from './moved-place.ts';

/** Two rows of three and two boxes. */
const tiles = [
  { top: 0, left: 0, width: 100 },
  { top: 0, left: 100, width: 50 },
  { top: 0, left: 150, width: 200 },
  { top: 60.4, left: 0, width: 180 },
  { top: 60, left: 180, width: 170 },
].map((box) => ({ getBoundingClientRect: () => box }));

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 4, 4],
  ['ArrowLeft', 3, 2],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 0, 3],
  ['ArrowDown', 2, 4],
  ['ArrowDown', 4, 4],
  ['ArrowUp', 4, 2],
  ['ArrowUp', 3, 1],
  ['Home', 3, 0],
  ['End', 0, 4],
  ['x', 0, undefined],
])('%s from tile %i moves to tile %s', (key, from, to) => {
  expect(movedPlace(key, from, tiles)).toBe(to);
});
