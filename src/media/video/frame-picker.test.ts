import { expect, test } from 'vitest';
import fc from 'fast-check';
import { FramePicker, type PickedFrame } from './frame-picker.ts';

interface Frame {
  readonly difference: number;
  readonly isBlank?: boolean;
}

/** Frames picked of a film of 10 frames per second; the image of a frame is its number. */
function pick(
  frames: readonly Frame[],
  { stepS = 4, isSparse = false } = {},
): {
  readonly picked: readonly PickedFrame<number>[];
  readonly copies: number;
} {
  const picker = new FramePicker<number>({ stepS, isSparse });
  let copies = 0;
  const picked = frames.flatMap(({ difference, isBlank = false }, i) => {
    const image = (): number => {
      copies += 1;
      return i;
    };
    return picker.push({ atS: i / 10, difference, isBlank, image });
  });
  return { picked: [...picked, ...picker.flush(frames.length / 10)], copies };
}

const calm = (count: number): Frame[] => Array.from({ length: count }, (_, i) => ({ difference: (i % 2) * 0.2 }));

test('picks a frame near the middle of each shot', () => {
  const { picked } = pick([...calm(30), { difference: 50 }, ...calm(19)]);
  expect(picked.map(({ startS, endS, isShotStart }) => [startS, endS, isShotStart])).toEqual([
    [0, 3, true],
    [3, 5, true],
  ]);
  expect(picked[0]?.image).toBe(15);
  expect(Math.abs((picked[1]?.image ?? 0) - 40)).toBeLessThanOrEqual(5);
});

test('divides a long shot into steps', () => {
  const { picked } = pick(calm(100));
  expect(picked.map(({ startS, endS, isShotStart }) => [startS, endS, isShotStart])).toEqual([
    [0, 4, true],
    [4, 8, false],
    [8, 10, false],
  ]);
});

test('prefers a frame with a content over a blank one in the middle', () => {
  const frames = calm(30).map((frame, i) => ({ ...frame, isBlank: i >= 8 && i < 28 }));
  expect(pick(frames).picked[0]).toMatchObject({ image: 5, isBlank: false });
});

test('prefers a calm frame over one in motion', () => {
  const frames = calm(30).map((frame, i) => (i > 8 && i < 22 ? { difference: 10 } : frame));
  const image = pick(frames).picked[0]?.image ?? 15;
  expect(image <= 8 || image >= 22).toBe(true);
});

test('covers a film without gaps, whatever its frames are, and copies at most a few frames per second', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ difference: fc.double({ min: 0, max: 100, noNaN: true }) }), { minLength: 1 }),
      (frames) => {
        const { picked } = pick(frames);
        let endS = 0;
        for (const part of picked) {
          expect(part.startS).toBeGreaterThanOrEqual(endS);
          expect(part.atS).toBeGreaterThanOrEqual(part.startS);
          expect(part.atS).toBeLessThan(part.endS);
          ({ endS } = part);
        }
        expect(endS).toBe(frames.length / 10);
      },
    ),
  );
  expect(pick(calm(600)).copies).toBeLessThanOrEqual(121);
});
