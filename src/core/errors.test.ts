import { expect, test } from 'vitest';
import { OnsightError, reasonOf } from './errors.ts';

test('a reason that ends with a full stop adds no second one', () => {
  const reason = reasonOf(new Error("The image source's width is 0."));
  expect(new OnsightError('image-unreadable', { name: 'canvas', reason }).message).toBe(
    '"canvas" could not be decoded as an image: The image source\'s width is 0.',
  );
});
