import { expect, test } from 'vitest';
import { keepFrame, thinFrames } from './keep-frames.ts';

type Frame = Parameters<typeof keepFrame>[1];

/** A frame of a second that looks in the direction of an angle, in degrees. */
function frame(startS: number, angle: number, seconds = 1): Frame {
  const radians = (angle * Math.PI) / 180;
  return { startS, endS: startS + seconds, vector: Float32Array.of(Math.cos(radians), Math.sin(radians)) };
}

const rangesOf = (frames: readonly Frame[]): unknown => frames.map(({ startS, endS }) => [startS, endS]);

test('joins a frame with the one before if both look the same', () => {
  const kept: Frame[] = [];
  for (const each of [frame(0, 0), frame(1, 5), frame(2, 60), frame(3, 62), frame(7, 62)]) keepFrame(kept, each);
  // The last one does not follow at once.
  expect(rangesOf(kept)).toEqual([
    [0, 2],
    [2, 4],
    [7, 8],
  ]);
});

test('leaves out the neighbours that look most alike, until few enough are left', () => {
  const frames = [frame(0, 0), frame(1, 40), frame(2, 50, 2), frame(4, 140), frame(5, 200)];
  expect(rangesOf(thinFrames(frames, 4))).toEqual([
    [0, 1],
    [1, 4],
    [4, 5],
    [5, 6],
  ]);
  expect(thinFrames(frames, 4)[1]?.vector).toBe(frames[2]?.vector);
  expect(rangesOf(thinFrames(frames, 1))).toEqual([[0, 6]]);
  expect(thinFrames(frames, 9)).toEqual(frames);
  expect(thinFrames([], 3)).toEqual([]);
});
