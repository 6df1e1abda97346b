import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liesOnSide, readExifOrientation, turnUpright, type Orientation } from './exif-orientation.ts';

const big = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
const little = [0x49, 0x49, 42, 0, 8, 0, 0, 0];

describe('readExifOrientation', () => {
  test.each([
    ['big-endian', [...big, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0], 6],
    ['little-endian', [...little, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0], 8],
    ['after "Exif"', [69, 120, 105, 102, 0, 0, ...big, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 3, 0, 0], 3],
    [
      'not its first entry',
      [...big, 0, 2, 1, 0, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0],
      2,
    ],
    ['out of range', [...big, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0], 1],
    ['a directory past the end', [0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff], 1],
    ['cut off', [...big, 0, 1, 1, 0x12, 0, 3], 1],
    ['empty', [], 1],
    ['a BYTE', [...big, 0, 1, 1, 0x12, 0, 1, 0, 0, 0, 1, 6, 0, 0, 0], 6],
    ['a LONG', [...big, 0, 1, 1, 0x12, 0, 4, 0, 0, 0, 1, 0, 0, 0, 6], 6],
    ['a little-endian LONG', [...little, 1, 0, 0x12, 1, 4, 0, 1, 0, 0, 0, 5, 0, 0, 0], 5],
    ['an SSHORT', [...big, 0, 1, 1, 0x12, 0, 8, 0, 0, 0, 1, 0, 7, 0, 0], 7],
    ['an SLONG', [...big, 0, 1, 1, 0x12, 0, 9, 0, 0, 0, 1, 0, 0, 0, 3], 3],
    ['UNDEFINED', [...big, 0, 1, 1, 0x12, 0, 7, 0, 0, 0, 1, 8, 0, 0, 0], 8],
    ['text', [...big, 0, 1, 1, 0x12, 0, 2, 0, 0, 0, 2, 0x36, 0, 0, 0], 6],
    ['a FLOAT', [...big, 0, 1, 1, 0x12, 0, 11, 0, 0, 0, 1, 0x40, 0xc0, 0, 0], 6],
    ['a RATIONAL', [...big, 0, 1, 1, 0x12, 0, 5, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1], 6],
    ['a RATIONAL past the end', [...big, 0, 1, 1, 0x12, 0, 5, 0, 0, 0, 1, 0, 0, 9, 26, 0, 0, 0, 0], 1],
    ['a type that does not exist', [...big, 0, 1, 1, 0x12, 0, 99, 0, 0, 0, 1, 0, 6, 0, 0], 1],
  ])('%s', (_, bytes, orientation) => {
    expect(readExifOrientation(new Uint8Array(bytes)).orientation).toBe(orientation);
  });

  test('marks everything except one SHORT as ignored by browsers', () => {
    const read = (type: number, count: number) =>
      readExifOrientation(new Uint8Array([...big, 0, 1, 1, 0x12, 0, type, 0, 0, 0, count, 0, 6, 0, 6])).standard;
    expect([read(3, 1), read(3, 2), read(4, 1)]).toEqual([true, false, false]);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(big, little), fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const { orientation } = readExifOrientation(new Uint8Array([...start, ...rest]));
        expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientation);
      }),
    );
  });
});

// A letter F of 2 x 3 pixels, as stored in each orientation; upright, all are equal to the first.
const stored: Readonly<Record<Orientation, readonly string[]>> = {
  1: ['ab', 'cd', 'ef'],
  2: ['ba', 'dc', 'fe'],
  3: ['fe', 'dc', 'ba'],
  4: ['ef', 'cd', 'ab'],
  5: ['ace', 'bdf'],
  6: ['bdf', 'ace'],
  7: ['fdb', 'eca'],
  8: ['eca', 'fdb'],
};

test.each(Object.entries(stored))('turnUpright from orientation %s', (key, rows) => {
  const orientation = Number(key) as Orientation;
  const [width, height] = [rows[0]!.length, rows.length];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [i, letter] of Array.from(rows.join('')).entries()) data[i * 4] = letter.charCodeAt(0);
  const upright = turnUpright({ width, height, data }, orientation);
  expect([upright.width, upright.height]).toEqual([2, 3]);
  const letters = Array.from({ length: 6 }, (_, i) => String.fromCharCode(upright.data[i * 4]!)).join('');
  expect(letters).toBe('abcdef');
  expect(liesOnSide(orientation)).toBe(width === 3);
});
