import { expect, test } from 'vitest';
import { Waveform } from './waveform.ts';

const rate = 1_000;
const block = (level: number, seconds: number): Float32Array => new Float32Array(seconds * rate).fill(level);

test('shows where a sound is loud, whatever its length and blocks', () => {
  for (const seconds of [1, 60, 3_600]) {
    const waveform = new Waveform();
    waveform.push(block(0.1, seconds), rate, 0);
    waveform.push(block(-0.5, seconds), rate, seconds);
    const text = waveform.toString();
    expect(waveform.endS).toBeCloseTo(2 * seconds);
    expect(text.length).toBeGreaterThan(40);
    expect(text.length).toBeLessThanOrEqual(96);
    expect(text).toMatch(/^7{20,}z{20,}$/);
  }
});

test('silence is level zero', () => {
  const waveform = new Waveform();
  waveform.push(block(0, 2), rate, 0);
  expect(waveform.toString()).toMatch(/^0+$/);
});
