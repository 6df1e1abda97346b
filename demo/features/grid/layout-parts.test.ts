import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutParts, layoutPhotos } from './layout-photos.ts';

const place = { width: 700, rowHeight: 196, gap: 6 };
const photos = fc.array(
  fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
);

test('starts each part below its heading, laid out separately', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 4 });
  fc.assert(
    fc.property(photos, fc.nat({ max: 1 }), gaps, (all, begin, lengths) => {
      const starts = lengths.map((_, index) => begin + lengths.slice(0, index).reduce((sum, each) => sum + each, 0));
      const inside = starts.filter((start) => start < all.length);
      const { boxes, height, headings } = layoutParts(all, inside, place);
      expect(boxes).toHaveLength(all.length);
      expect(headings).toHaveLength(inside.length);
      if (inside.length === 0) expect({ boxes, height }).toEqual(layoutPhotos(all, place.width, place));
      inside.forEach((start, index) => {
        const top = headings[index] ?? NaN;
        expect(boxes.slice(0, start).every((box) => box.top + box.height <= top + 1)).toBe(true);
        expect(boxes.slice(start).every((box) => box.top > top && box.top + box.height <= height + 1)).toBe(true);
      });
      const tops = boxes.map((box) => box.top);
      expect(tops).toEqual([...tops].sort((x, y) => x - y));
    }),
  );
});
