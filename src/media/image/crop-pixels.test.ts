import { expect, test } from 'vitest';
import { cropPixels } from './crop-pixels.ts';

test('copies the rows of the box', () => {
  const data = Uint8ClampedArray.from({ length: 4 * 12 }, (_, i) => Math.floor(i / 4));
  const cropped = cropPixels({ width: 4, height: 3, data }, { left: 1, top: 1, width: 2, height: 2 });
  expect({ ...cropped, data: cropped.data.filter((_, i) => i % 4 === 0) }).toEqual({
    width: 2,
    height: 2,
    data: Uint8ClampedArray.of(5, 6, 9, 10),
  });
});
