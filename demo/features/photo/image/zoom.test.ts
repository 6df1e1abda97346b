import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepInside, largestScale, unzoomed, zoomAbout } from './zoom.ts';

const frame = { width: 400, height: 300 };
const coordinate = fc.integer({ min: -200, max: 200 });

test('the point under the pointer stays where it is', () => {
  fc.assert(
    fc.property(coordinate, coordinate, fc.double({ min: 1, max: 4, noNaN: true }), (x, y, factor) => {
      const before = { scale: 1.5, x: 10, y: -20 };
      const after = zoomAbout(before, factor, { x, y }, 8);
      expect((x - after.x) / after.scale).toBeCloseTo((x - before.x) / before.scale, 6);
      expect((y - after.y) / after.scale).toBeCloseTo((y - before.y) / before.scale, 6);
    }),
  );
});

test('an image is never pulled out of its frame, and at rest lies in the middle', () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 300 }) });
  fc.assert(
    fc.property(size, coordinate, coordinate, fc.double({ min: 1, max: 8, noNaN: true }), (image, x, y, scale) => {
      const kept = keepInside({ scale, x: 10 * x, y: 10 * y }, image, frame);
      expect(Math.abs(kept.x)).toBeLessThanOrEqual(Math.max(0, (image.width * scale - frame.width) / 2));
      expect(Math.abs(kept.y)).toBeLessThanOrEqual(Math.max(0, (image.height * scale - frame.height) / 2));
      expect(keepInside({ ...unzoomed, x, y }, image, frame)).toEqual(unzoomed);
    }),
  );
});

test('a screenshot 40 times as long as wide fills the frame three times', () => {
  expect(largestScale({ width: 7.5, height: 300 }, frame) * 7.5).toBeCloseTo(3 * 400, 6);
  expect(largestScale(frame, frame)).toBe(8);
});
