import { expect, test } from 'vitest';
import { loadMediaDecoder } from '../load-media-decoder.ts';
import type { Pixels } from '../image/pixels.ts';
import type { WatchedStep } from './watch-video.ts';

const { watchVideo } = await loadMediaDecoder('/dist/assets/media-decoder.js');

type Frame = WatchedStep['frames'][number];
type Seen = Required<Pick<WatchedStep, 'video' | 'isIncomplete'>> & { readonly frames: readonly Frame[] };

async function fileOf(name: string): Promise<File> {
  return new File([await (await fetch(`/fixtures/odd-videos/${name}`)).blob()], name);
}

async function watch(file: File, range?: { readonly startS: number; readonly endS: number }): Promise<Seen> {
  const frames: Frame[] = [];
  let last: WatchedStep | undefined;
  let doneS = 0;
  for await (const step of watchVideo(file, { name: file.name, range, minSide: 96 })) {
    frames.push(...step.frames);
    expect(step.doneS).toBeGreaterThanOrEqual(doneS);
    expect(step.doneS).toBeLessThan(20);
    ({ doneS } = step);
    last = step;
  }
  if (last === undefined) throw new Error('there was no step');
  return { video: last.video, isIncomplete: last.isIncomplete ?? false, frames };
}

/** Name of the colour above the white half. */
function colourOf({ width, height, data }: Pixels, [x, y] = [0.5, 0.25]): string {
  const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
  const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
  if (Math.min(r, g, b) > 150) return 'white';
  return r > Math.max(g, b) ? 'red' : g > b ? 'green' : 'blue';
}

/** Colours with the seconds from and to which they are seen, rounded. */
function storyOf({ frames }: Seen): string {
  const round = (seconds: number): string => String(Math.round(seconds * 10) / 10);
  return frames.map(({ startS, endS, image }) => `${colourOf(image)} ${round(startS)}-${round(endS)}`).join(', ');
}

const all = 'red 0-2, green 2-4, blue 4-6';

test.each([
  ['h264.mp4', all],
  ['h264-silent.mp4', all],
  ['h264.mov', all],
  ['vp9.webm', all],
  ['av1.mp4', all],
  ['late-sound.mkv', all],
  ['no-duration.webm', all],
  ['fragmented.mp4', 'red 0.2-2.2, green 2.2-4.2, blue 4.2-6.2'],
  ['late-start.webm', 'red 0.7-2.7, green 2.7-4.7, blue 4.7-6.7'],
  ['short-copyright.mp4', all],
  ['endless-box.mp4', all],
  ['one-frame.mp4', 'red 0-1'],
])('sees the shots of %s', async (name, story) => {
  const seen = await watch(await fileOf(name));
  expect(storyOf(seen)).toBe(story);
  expect(seen.isIncomplete).toBe(false);
  expect(seen.video).toMatchObject({ width: 160, height: 96, isHdr: false });
  expect(Math.abs(seen.video.durationS - (seen.frames.at(-1)?.endS ?? 0))).toBeLessThan(0.2);
  for (const { startS, endS, atS } of seen.frames) {
    expect(atS).toBeGreaterThanOrEqual(startS);
    expect(atS).toBeLessThan(endS);
    for (const time of [startS, endS, atS]) expect(Math.round(time * 1e6) / 1e6).toBe(time);
  }
});

test('turns frames as the file says', async () => {
  const { video, frames } = await watch(await fileOf('rotated.mp4'));
  expect(video).toMatchObject({ width: 96, height: 160 });
  expect(frames).toHaveLength(3);
  const sides = [0.25, 0.75].map((x) => frames.map(({ image }) => colourOf(image, [x, 0.5])).join(' '));
  expect(sides).toContain('red green blue');
  expect(sides).toContain('white white white');
});

test('keeps the times of a variable frame rate', async () => {
  const seen = await watch(await fileOf('variable-rate.mkv'));
  expect(seen.frames.map(({ image }) => colourOf(image))).toEqual(['red', 'green', 'blue']);
  expect(seen.frames.at(-1)?.endS).toBeGreaterThan(3);
});

test('sees a film of high dynamic range', async () => {
  const seen = await watch(await fileOf('hdr.webm'));
  expect(seen.video.isHdr).toBe(true);
  expect(storyOf(seen)).toMatch(/blue 4-6$/);
});

test('watches a range only', async () => {
  const seen = await watch(await fileOf('h264.mp4'), { startS: 1, endS: 3 });
  expect(storyOf(seen)).toBe('red 1-2, green 2-3');
});

test.each([
  ['cut-at-60.mp4', ['red', 'green']],
  ['cut-at-60.webm', ['red', 'green']],
  ['cut-at-60-fragmented.mp4', ['red', 'green']],
  ['damaged.mp4', ['red']],
])('keeps what is before the damage of %s', async (name, colours) => {
  const { frames, isIncomplete } = await watch(await fileOf(name));
  expect(frames.map(({ image }) => colourOf(image))).toEqual(expect.arrayContaining(colours));
  expect(frames.length).toBeLessThan(6);
  expect(isIncomplete).toBe(true);
});

test.each([
  ['h265-silent.mp4', 'unsupported-media', 'codec', /MP4 with video in h(vc|ev)1\..*H\.264, .*VP9/],
  ['mpeg-4-part-2.mp4', 'unsupported-media', 'codec', /MP4 with video in mp4v/],
  ['prores.mov', 'unsupported-media', 'codec', /video in ap/],
  ['mpeg-4-part-2.avi', 'media-unreadable', undefined, /not a known audio or video format/],
  ['cut-before-the-index.mp4', 'media-unreadable', undefined, /mpeg-4|before|video/],
  ['cut-in-the-header.mp4', 'media-unreadable', undefined, /video/],
])('names what keeps %s from being seen', async (name, code, problem, message) => {
  const failure: unknown = await watch(await fileOf(name)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
  expect((failure as { details: { problem?: string } }).details.problem).toBe(problem);
});

test('names a file without bytes, one without video, and one that is a text', async () => {
  const [empty, text] = [new File([], 'empty.mp4'), new File(['Dear diary, '.repeat(500)], 'diary.mp4')];
  for (const file of [empty, text]) await expect(watch(file)).rejects.toMatchObject({ code: 'media-unreadable' });
  const sound = new File([await (await fetch('/fixtures/odd-media/tone.m4a')).blob()], 'tone.m4a');
  await expect(watch(sound)).rejects.toMatchObject({ code: 'unsupported-media', details: { problem: 'no-video' } });
});
