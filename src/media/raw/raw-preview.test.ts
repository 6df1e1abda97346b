import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRaw } from './raw-preview.ts';
import { cr3File, noise, rafFile, tiffFile, type RawDirectory } from '../testdata/raw-files.ts';

const small = new Uint8Array(readFileSync('src/media/testdata/odd/baseline.jpg')); // 48 x 32
const large = new Uint8Array(readFileSync('src/media/testdata/odd/cut-progressive.jpg')); // 160 x 120
const tall = new Uint8Array(readFileSync('src/media/testdata/orientation-as-long.jpg')); // 640 x 480

const sensor: RawDirectory = { entries: { 0x0100: 6000, 0x0101: 4000, 0x0103: 1, 0x0106: 32803 } };
const tiff = 'image/tiff';

async function read(file: Uint8Array<ArrayBuffer>, mime = tiff) {
  const { format, preview, orientation } = await readRaw(new Blob([file]), mime);
  return { format, size: preview && [preview.header.width, preview.header.height], orientation };
}

describe('readRaw finds the largest preview', () => {
  test.each(['interchange', 'strip'] as const)('in a NEF, by its %s tags in a subdirectory', async (by) => {
    const file = tiffFile(
      [
        {
          entries: { 0x00fe: 1, 0x010f: 'NIKON CORPORATION', 0x0112: 8 },
          jpeg: { bytes: small, by: 'interchange' },
          subDirectories: [{ entries: { 0x00fe: 1, 0x0103: 6 }, jpeg: { bytes: tall, by } }, sensor],
        },
      ],
      { little: false },
    );
    expect(await read(file)).toEqual({ format: 'NEF', size: [640, 480], orientation: 8 });
  });

  test('in the first directory of a CR2', async () => {
    const file = tiffFile(
      [
        { entries: { 0x0103: 6, 0x010f: 'Canon', 0x0112: 6 }, jpeg: { bytes: tall, by: 'strip' } },
        { entries: {}, jpeg: { bytes: small, by: 'interchange' } },
      ],
      { prefix: [0x43, 0x52, 2, 0, 0, 0, 0, 0] },
    );
    expect(await read(file)).toEqual({ format: 'CR2', size: [640, 480], orientation: 6 });
  });

  test.each([
    ['SONY', 'ARW', 32767],
    ['PENTAX', 'PEF', 65535],
    ['SAMSUNG', 'SRW', 32770],
    ['Hasselblad', '3FR', 1],
    ['Unheard Of', 'RAW', 1],
  ])('in the second directory of a file by %s', async (make, format, compression) => {
    const file = tiffFile([
      { entries: { 0x010f: make, 0x0103: compression, 0x0106: 32803, 0x0100: 6000, 0x0101: 4000 } },
      { entries: {}, jpeg: { bytes: large, by: 'interchange' } },
    ]);
    expect(await read(file)).toEqual({ format, size: [160, 120], orientation: undefined });
  });

  test('in a DNG, beside raw data in lossless JPEG', async () => {
    const lossless = Uint8Array.from([0xff, 0xd8, 0xff, 0xc3, 0, 11, 14, 8, 0, 16, 0, 1, 1, 0x11, 0, 0xff, 0xd9]);
    const file = tiffFile([
      {
        entries: { 0xc612: [1, 4, 0, 0], 0x0112: 1 },
        subDirectories: [
          { entries: { 0x0103: 7, 0x0106: 32803 }, jpeg: { bytes: lossless, by: 'strip' } },
          { entries: { 0x0103: 7 }, jpeg: { bytes: large, by: 'strip' } },
        ],
      },
    ]);
    expect(await read(file)).toEqual({ format: 'DNG', size: [160, 120], orientation: 1 });
  });

  test('in an RW2 and an ORF, whose headers differ from TIFF', async () => {
    const rw2 = tiffFile([{ entries: { 0x0112: 3 }, jpeg: { bytes: large, by: 'panasonic' } }], { magic: 0x55 });
    expect(await read(rw2, 'image/x-panasonic-rw2')).toEqual({ format: 'RW2', size: [160, 120], orientation: 3 });
    const orf = Uint8Array.from([...tiffFile([sensor], { magic: 0x4f52 }), ...noise(3000), ...large, ...noise(3000)]);
    expect(await read(orf, 'image/x-olympus-orf')).toEqual({ format: 'ORF', size: [160, 120], orientation: undefined });
  });

  test('in a RAF and a CR3', async () => {
    expect(await read(rafFile(large), 'image/x-fuji-raf')).toMatchObject({ format: 'RAF', size: [160, 120] });
    const camera = tiffFile([{ entries: { 0x0112: 6 } }]);
    const cr3 = 'image/x-canon-cr3';
    const preview = { format: 'CR3', size: [160, 120], orientation: 6 };
    expect(await read(cr3File({ camera, preview: large }), cr3)).toEqual(preview);
    expect(await read(cr3File({ camera, preview: large, full: tall }), cr3)).toEqual({ ...preview, size: [640, 480] });
  });

  test('anywhere in an unknown container, across chunks', async () => {
    const before = noise(1024 * 1024 - 2);
    const file = new Uint8Array([...new TextEncoder().encode('FOVb'), ...before.subarray(4), ...large]);
    expect(await read(file, 'image/x-sigma-x3f')).toMatchObject({ size: [160, 120] });
  });

  test('with its orientation, unless the preview is already upright', async () => {
    const turned = (width: number, height: number) =>
      tiffFile([
        { entries: { 0x0100: width, 0x0101: height, 0x0106: 32803, 0x0112: 6 } },
        { entries: {}, jpeg: { bytes: large, by: 'interchange' } },
      ]);
    expect(await read(turned(6000, 4000))).toMatchObject({ orientation: 6 });
    expect(await read(turned(4000, 6000))).toMatchObject({ orientation: 1 });
  });
});

describe('readRaw finds no preview', () => {
  test('in raw files without one, and returns their format', async () => {
    expect(await read(tiffFile([{ ...sensor, entries: { ...sensor.entries, 0x010f: 'NIKON' } }]))).toEqual({
      format: 'NEF',
      size: undefined,
      orientation: undefined,
    });
  });

  test('in a TIFF with a thumbnail, which is not a raw file', async () => {
    const scan: RawDirectory = { entries: { 0x0100: 4000, 0x0101: 3000, 0x0103: 5, 0x0106: 2, 0x010f: 'Epson' } };
    const file = tiffFile([scan, { entries: {}, jpeg: { bytes: large, by: 'interchange' } }]);
    expect(await read(file)).toEqual({ format: undefined, size: undefined, orientation: undefined });
  });

  test('and never throws or hangs for any content', async () => {
    const own = tiffFile([{ entries: { 0x014a: 8, 0x0112: 6 } }]);
    expect(await read(own)).toMatchObject({ size: undefined });
    const starts = fc.constantFrom(
      [0x49, 0x49, 42, 0, 8, 0, 0, 0],
      [0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
      [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x63, 0x72, 0x78, 0x20],
    );
    const mimes = fc.constantFrom(tiff, 'image/x-canon-cr3', 'image/x-fuji-raf', 'image/x-panasonic-rw2');
    await fc.assert(
      fc.asyncProperty(starts, fc.uint8Array({ maxLength: 300 }), mimes, async (start, rest, mime) => {
        await readRaw(new Blob([Uint8Array.from([...start, ...rest])]), mime);
      }),
    );
  });
});
