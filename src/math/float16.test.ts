import { expect, test } from 'vitest';
import { decodeHalves, encodeHalves } from './float16.ts';

const all = Uint16Array.from({ length: 65_536 }, (_, half) => half);

test('decoding and encoding preserves every half; NaN stays NaN', () => {
  const back = encodeHalves(decodeHalves(all));
  for (const half of all) {
    const isNaNPattern = (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0;
    if (isNaNPattern) expect(back[half]! & 0x7fff).toBe(0x7e00);
    else expect(back[half]).toBe(half);
  }
});

test('known values', () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0x3555);
  expect([...decodeHalves(halves)]).toEqual([1, -2, 65504, 2 ** -24, 2 ** -14, Infinity, Math.fround(0.333251953125)]);
});

test('rounds to the nearest half, ties to even', () => {
  const between = Float32Array.of(1 + 1 / 2048, 1 + 3 / 2048, 1 + 1.1 / 2048, 65519, 65520, 2 ** -25, 1.5 * 2 ** -25);
  expect([...encodeHalves(between)]).toEqual([0x3c00, 0x3c02, 0x3c01, 0x7bff, 0x7c00, 0x0000, 0x0001]);
});
