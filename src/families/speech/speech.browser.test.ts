import { afterAll, expect, test } from 'vitest';
import { HubBench } from '../../../fixtures/hub/hub-bench.ts';
import { decodeAudio } from '../../media/audio/decode-audio.ts';
import { readSamples } from '../../media/audio/read-samples.ts';
import { openPack } from '../blip/testdata/open-pack.ts';
import { SpeechModel } from './speech-model.ts';
import { speechWindows, type SpeechWindow } from './speech-windows.ts';
import golden from './testdata/spans.golden.json' with { type: 'json' };

const rate = 16_000;
await HubBench.start();
const { sessions } = await openPack('/models/speech');
const model = new SpeechModel({ sessions });
afterAll(async () => {
  await model.dispose();
  await sessions[Symbol.asyncDispose]();
});

const file = await (await fetch('/fixtures/sounds/speech-jfk.flac')).blob();
const pieces: Float32Array[] = [];
for await (const read of readSamples(decodeAudio(file, { name: 'jfk', mix: 'speech' }), rate))
  pieces.push(read.samples);
const jfk = joined(pieces);

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function silence(seconds: number): Float32Array {
  return new Float32Array(seconds * rate);
}

async function windowsOf(samples: Float32Array, startS = 0, blockS = 1.3): Promise<SpeechWindow[]> {
  async function* blocks(): AsyncGenerator<{ startS: number; samples: Float32Array }> {
    await Promise.resolve();
    for (let at = 0; at < samples.length; at += blockS * rate)
      yield { startS: startS + at / rate, samples: samples.slice(at, at + blockS * rate) };
  }
  const windows: SpeechWindow[] = [];
  for await (const window of speechWindows(blocks(), model, {})) windows.push(window);
  return windows;
}

test('finds the spans of speech that the reference finds, from a decoded file', async () => {
  expect(jfk.length).toBe(golden.jfk.samples);
  const spans = (await windowsOf(jfk)).flatMap((window) => window.spans);
  expect(spans).toEqual(golden.jfk.spans.map(({ start, end }) => ({ startS: start / rate, endS: end / rate })));
});

test('silence, noise and a tone have no speech', async () => {
  let state = 1;
  const noise = silence(6).map(() => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  });
  const tone = silence(6).map((_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / rate));
  expect(await windowsOf(joined([silence(6), noise, tone]))).toEqual([]);
  expect(await windowsOf(new Float32Array(0))).toEqual([]);
  expect(await windowsOf(new Float32Array(100))).toEqual([]);
});

test('a long pause ends a window, and times stay those of the file', async () => {
  const [first, second, ...others] = await windowsOf(joined([jfk, silence(30), jfk]), 5);
  expect(others).toEqual([]);
  const [span] = golden.jfk.spans;
  const startS = (span?.start ?? NaN) / rate;
  expect(first?.spans[0]?.startS).toBeCloseTo(5 + startS, 1);
  expect(second?.spans[0]?.startS).toBeCloseTo(5 + jfk.length / rate + 30 + startS, 1);
  // The sound of a window is that of the file: where speech starts, the same samples.
  const from = Math.round(((second?.spans[0]?.startS ?? 0) - (second?.startS ?? 0)) * rate);
  const offset = Math.round(((second?.spans[0]?.startS ?? 0) - 5) * rate) - jfk.length - 30 * rate;
  expect(second?.samples.slice(from, from + 1000)).toEqual(jfk.slice(offset, offset + 1000));
});

test('windows of endless speech are at most 30 seconds, do not overlap and lose nothing', async () => {
  // From the middle of the speech to its end, again and again: no pause is as long as a second.
  const piece = jfk.slice(5.4 * rate, 10.6 * rate);
  const samples = joined(Array.from({ length: 16 }, () => piece));
  const windows = await windowsOf(samples, 0, 2.1);
  expect(windows.length).toBeGreaterThan(2);
  for (const [i, { startS, samples: own, spans }] of windows.entries()) {
    const endS = startS + own.length / rate;
    expect(own.length).toBeLessThanOrEqual(30 * rate);
    expect(spans[0]?.startS).toBeGreaterThanOrEqual(startS);
    expect(spans.at(-1)?.endS).toBeLessThanOrEqual(endS + 1e-6);
    const next = windows[i + 1]?.startS ?? samples.length / rate;
    expect(next).toBeGreaterThanOrEqual(endS - 1e-6);
    expect(next - endS).toBeLessThan(1.5);
  }
});
