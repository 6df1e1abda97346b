import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panoramaSquares } from './panorama-squares.ts';
import { checkRegion, toPixelBox } from './region.ts';

test.each([
  [4_000, 3_000],
  [2_000, 1_000],
  [1_000, 2_000],
  [0, 0],
])('leaves an image of %i x %i whole', (width, height) => {
  expect(panoramaSquares(width, height)).toEqual([]);
});

test('gives squares from one end to the other, at most twelve, that overlap by half where they can', () => {
  const side = fc.integer({ min: 1, max: 20_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const squares = panoramaSquares(width, height);
      const [long, short] = [Math.max(width, height), Math.min(width, height)];
      fc.pre(long > 2 * short);
      expect(squares.length).toBeGreaterThan(1);
      expect(squares.length).toBeLessThanOrEqual(12);
      const starts = squares.map((square) => {
        checkRegion(square);
        const box = toPixelBox(square, { width, height });
        expect(Math.abs(box.width - box.height)).toBeLessThanOrEqual(1);
        return Math.max(square.x, square.y) * long;
      });
      expect(starts[0]).toBe(0);
      expect(starts.at(-1)).toBeCloseTo(long - short, 6);
      const step = (starts[1] ?? 0) - (starts[0] ?? 0);
      expect(step / short).toBeLessThanOrEqual(long / short <= 6.5 ? 0.5 + 1e-9 : (long / short - 1) / 11 + 1e-9);
    }),
  );
});

test('gives the same squares of an image on its side', () => {
  expect(panoramaSquares(1_000, 4_000)).toEqual(
    panoramaSquares(4_000, 1_000).map(({ x, y, width, height }) => ({ x: y, y: x, width: height, height: width })),
  );
});
