import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutInTwo, layoutPhotos } from './layout-photos.ts';

const place = { width: 700, rowHeight: 196, gap: 6 };
const photos = fc.array(
  fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
);

test('starts the second part below the heading, laid out separately', () => {
  fc.assert(
    fc.property(photos, fc.nat({ max: 70 }), (all, second) => {
      const first = all.length - second;
      const { boxes, height, divider } = layoutInTwo(all, second, place);
      expect(boxes).toHaveLength(all.length);
      if (first <= 0 || second === 0) {
        expect({ boxes, height }).toEqual(layoutPhotos(all, place.width, place));
        expect(divider).toBeUndefined();
        return;
      }
      const top = divider ?? NaN;
      expect(boxes.slice(0, first).every((box) => box.top + box.height <= top + 1)).toBe(true);
      expect(boxes.slice(first).every((box) => box.top > top && box.top + box.height <= height + 1)).toBe(true);
      const tops = boxes.map((box) => box.top);
      expect(tops).toEqual([...tops].sort((a, b) => a - b));
    }),
  );
});
