import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureJpeg } from './jpeg-extent.ts';

const read = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`src/media/testdata/${name}`));

describe('a complete JPEG', () => {
  test.each(['baseline', 'progressive', 'grey', 'cmyk', 'restart-markers', 'subsampled-odd', 'wide-3000x2', 'one'])(
    '%s is complete, with and without its end marker',
    (name) => {
      const bytes = read(`odd/${name}.jpg`);
      const whole = measureJpeg(bytes);
      expect(whole?.whole).toBe(true);
      const end = bytes.lastIndexOf(0xd9) - 1;
      expect(measureJpeg(bytes.subarray(0, end))).toMatchObject({ rows: whole?.rows, whole: true });
    },
  );

  test('is complete whatever follows it', () => {
    expect(measureJpeg(read('odd/trailing-junk.jpg'))).toMatchObject({ rows: 32, whole: true });
  });
});

describe('a truncated JPEG', () => {
  test.each([
    ['cut-at-95.jpg', 480],
    ['cut-at-99.jpg', 496],
    ['odd/cut-half.jpg', 48],
    ['odd/cut-early.jpg', 0],
    ['odd/lying-size.jpg', 0],
  ])('%s has %i rows', (name, rows) => {
    expect(measureJpeg(read(name))).toMatchObject({ rows, whole: false });
  });

  test('covers its full area, in less detail, once progressive refinement has begun', () => {
    expect(measureJpeg(read('odd/cut-progressive.jpg'))).toMatchObject({ rows: 120, whole: false });
  });

  test('has fewer rows the earlier it ends', () => {
    const bytes = read('cut-at-99.jpg');
    let before = 0;
    for (let share = 0; share <= 1; share += 0.05) {
      const { rows = 0, whole = false } = measureJpeg(bytes.subarray(0, bytes.length * share)) ?? {};
      expect(whole).toBe(false);
      expect(rows % 16).toBe(0);
      expect(rows).toBeGreaterThanOrEqual(before);
      before = rows;
    }
    expect(before).toBeGreaterThanOrEqual(448);
  });

  test('is not complete even with an appended end marker', () => {
    const bytes = read('cut-at-95.jpg');
    expect(measureJpeg(new Uint8Array([...bytes, 0xff, 0xd9]))).toMatchObject({ rows: 480, whole: false });
  });
});

test('ignores other formats and never throws or hangs', () => {
  expect(measureJpeg(Uint8Array.of(0xff, 0xd8, 0xff, 0xc3, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0))).toBeUndefined();
  const bytes = read('odd/progressive.jpg');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
      const changed = bytes.slice(0, length);
      changed[at] = value;
      const extent = measureJpeg(changed);
      if (extent !== undefined) expect(extent.rows).toBeGreaterThanOrEqual(0);
    }),
  );
});
