import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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

test('log-mel features equal the reference, in blocks and at once', () => {
  const input = tone(golden.logMel.length, 16_000);
  const blockwise = new LogMel(yamnet);
  expectClose(joined([...blocksOf(input)].map((block) => blockwise.push(block))), golden.logMel.frames, 1e-4);
  expectClose([...new LogMel(yamnet).push(input)], golden.logMel.frames, 1e-4);
});

test('sound shorter than a frame has no features', () => {
  expect(new LogMel(yamnet).push(new Float32Array(399))).toHaveLength(0);
});
