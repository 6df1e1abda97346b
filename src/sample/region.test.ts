import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPixelBox } from './region.ts';

test('covers at least one pixel and stays inside the image', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const pixels = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(fraction, fraction, fraction, fraction, pixels, pixels, (x, y, w, h, width, height) => {
      const box = toPixelBox({ x, y, width: w * (1 - x), height: h * (1 - y) }, { width, height });
      expect(box.width).toBeGreaterThanOrEqual(1);
      expect(box.height).toBeGreaterThanOrEqual(1);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(width);
      expect(box.top + box.height).toBeLessThanOrEqual(height);
    }),
  );
});
