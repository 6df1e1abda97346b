import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AudioWindows } from './audio-windows.ts';
import { LogMel, type AudioSpec } from './log-mel.ts';
import { Resampler } from './resampler.ts';

interface Golden {
  readonly resampled: readonly {
    readonly from: number;
    readonly to: number;
    readonly length: number;
    readonly samples: readonly number[];
  }[];
  readonly logMel: { readonly length: number; readonly frames: readonly number[] };
}

// Written by tools/make_audio_goldens.py.
const golden = JSON.parse(readFileSync('src/media/testdata/audio/audio.golden.json', 'utf8')) as Golden;

const yamnet: AudioSpec = {
  rate: 16_000,
  window: 400,
  hop: 160,
  fft: 512,
  mels: 64,
  range: [125, 7500],
  offset: 0.001,
  frames: 96,
  frameHop: 48,
};

/** The chirp of the script. */
function tone(length: number, rate: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const t = i / rate;
    return 0.5 * Math.sin(2 * Math.PI * (200 + 3000 * t) * t) + (i > length / 2 ? 0.25 : 0);
  });
}

/** Cuts samples into blocks of irregular lengths. */
function* blocksOf(samples: Float32Array): Generator<Float32Array> {
  for (let at = 0, size = 1; at < samples.length; at += size, size = ((size * 7) % 211) + 1)
    yield samples.subarray(at, at + size);
}

function joined(blocks: readonly Float32Array[]): number[] {
  return blocks.flatMap((block) => [...block]);
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - (actual[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(tolerance);
}

test.each(golden.resampled)(
  'resamples $from to $to Hz like scipy, in blocks and at once',
  ({ from, to, length, samples }) => {
    const input = tone(length, from);
    const blockwise = new Resampler(from, to);
    const blocks = [...blocksOf(input)].map((block) => blockwise.push(block));
    expectClose(joined([...blocks, blockwise.flush()]), samples, 1e-6);
    const atOnce = new Resampler(from, to);
    expectClose(joined([atOnce.push(input), atOnce.flush()]), samples, 1e-6);
  },
);

test('removes what the lower rate cannot hold', () => {
  const resampler = new Resampler(48_000, 16_000);
  const high = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin((2 * Math.PI * 11_000 * i) / 48_000));
  const heard = joined([resampler.push(high), resampler.flush()]).slice(200, -200);
  expect(Math.max(...heard.map(Math.abs))).toBeLessThan(0.01);
});

test('log-mel features equal the reference', () => {
  expectClose([...new LogMel(yamnet).compute(tone(golden.logMel.length, 16_000))], golden.logMel.frames, 1e-4);
});

test('sound shorter than a frame has no features', () => {
  expect(new LogMel(yamnet).compute(new Float32Array(399))).toHaveLength(0);
});

test('windows of a stream do not depend on its blocks', () => {
  const input = tone(80_000, 16_000);
  const blockwise = new AudioWindows(yamnet);
  const windows = [...blocksOf(input)].flatMap((block) => blockwise.push(block));
  const atOnce = new AudioWindows(yamnet).push(input);
  expect(windows).toEqual(atOnce);
  expect(windows.map(({ startS }) => startS)).toEqual([0, 0.48, 0.96, 1.44, 1.92, 2.4, 2.88, 3.36, 3.84]);
  expect(blockwise.flush()).toEqual([]);
  expect(windows.every(({ features }) => features.length === 96 * 64)).toBe(true);
});

test('a sound shorter than a window is padded to one', () => {
  const windows = new AudioWindows(yamnet);
  expect(windows.push(tone(1600, 16_000))).toEqual([]);
  const padded = windows.flush();
  expect(padded).toHaveLength(1);
  expect(padded[0]?.features.at(-1)).toBeCloseTo(Math.log(0.001), 5);
  expect(new AudioWindows(yamnet).flush()).toEqual([]);
});

test('the level of a window is relative to full scale', () => {
  const [full, silent] = [1, 0].map((value) => new AudioWindows(yamnet).push(new Float32Array(15_600).fill(value))[0]);
  expect([full?.levelDb, silent?.levelDb]).toEqual([0, -Infinity]);
});
