import { expect, test } from 'vitest';
import { frameDifference, ShotDetector, signatureOf, signatureSize } from './shots.ts';

/** Starts of shots in a film of `fps` frames per second with these differences. */
function cutsOf(differences: readonly number[], { fps = 25, isSparse = false } = {}): number[] {
  const detector = new ShotDetector({ isSparse });
  const cuts = differences.flatMap((difference, i) => detector.push({ atS: i / fps, difference }));
  return [...cuts, ...detector.flush()].map((cutS) => Math.round(cutS * fps));
}

const calm = (frames: number): number[] => Array.from({ length: frames }, (_, i) => (i % 3) * 0.5);

test('starts a shot at a frame that differs much more than its neighbours', () => {
  expect(cutsOf([...calm(50), 40, ...calm(50), 22, ...calm(20)])).toEqual([50, 101]);
});

test('takes fast motion for motion', () => {
  const pan = Array.from({ length: 60 }, (_, i) => 20 + (i % 4));
  expect(cutsOf([...calm(30), ...pan, ...calm(30)])).toEqual([]);
});

test('ignores small jumps, and cuts sooner than 0.6 s after the last', () => {
  expect(cutsOf([...calm(40), 12, ...calm(40)])).toEqual([]);
  expect(cutsOf([...calm(40), 60, ...calm(5), 60, ...calm(40)])).toEqual([40]);
});

test('finds a cut among the last two frames', () => {
  expect(cutsOf([...calm(40), 50])).toEqual([40]);
});

test('compares frames that are seconds apart with a fixed threshold', () => {
  expect(cutsOf([0, 30, 30, 10, 40], { fps: 0.5, isSparse: true })).toEqual([1, 2, 4]);
});

test('finds no cut in a film without frames', () => {
  expect(cutsOf([])).toEqual([]);
});

function plain([r, g, b]: readonly [number, number, number]): Uint8ClampedArray {
  const pixels = signatureSize.width * signatureSize.height;
  return Uint8ClampedArray.from({ length: 4 * pixels }, (_, i) => [r, g, b, 255][i % 4] ?? 0);
}

test.each([
  [
    [255, 0, 0],
    [0, 255, 255],
  ],
  [
    [0, 255, 0],
    [60, 255, 255],
  ],
  [
    [0, 0, 255],
    [120, 255, 255],
  ],
  [
    [128, 128, 128],
    [0, 0, 128],
  ],
  [
    [255, 128, 128],
    [0, 127, 255],
  ],
] as const)('converts the colour %j to hue, saturation and value as OpenCV does', (rgb, hsv) => {
  const signature = signatureOf(plain(rgb));
  const pixels = signature.length / 3;
  expect([signature[0], signature[pixels], signature[2 * pixels]]).toEqual(hsv);
});

test('measures the mean difference per pixel and channel', () => {
  const [red, green] = [signatureOf(plain([255, 0, 0])), signatureOf(plain([0, 255, 0]))];
  expect(frameDifference(red, red)).toBe(0);
  expect(frameDifference(red, green)).toBe(20);
});
