import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readImageHeader, readWebpOrientation } from './image-header.ts';
import { sniffMedia } from '../sniff-media.ts';

interface Entry {
  readonly file: string;
  readonly type?: string;
  readonly size?: readonly [number, number];
}

const folder = 'src/media/testdata/odd/';
const entries = JSON.parse(readFileSync(`${folder}expected.golden.json`, 'utf8')) as readonly Entry[];
const bytesOf = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(folder + file));
const readable = entries.filter(({ type }) => type !== undefined && type !== 'image/x-icon');

describe('readImageHeader', () => {
  test.each(readable)('$file has the size $size', ({ file, type, size }) => {
    const bytes = bytesOf(file);
    expect(sniffMedia(bytes)?.mime).toBe(type);
    const header = readImageHeader(bytes, type!)!;
    // The header has the stored size; the golden one is upright. WebP and AVIF store their orientation elsewhere.
    const turned = /orientation-[5-8]/.test(file);
    const [width, height] = turned ? [...size!].reverse() : size!;
    // For a truncated file the golden size covers only the rows present.
    expect([header.width, header.height]).toEqual([width, file === 'cut-half.jpg' ? 120 : height]);
    const told = /orientation-(\d)\.(jpg|png)/.exec(file)?.[1] ?? '1';
    expect(header.orientation).toBe(Number(told));
    expect(header.animated ?? false).toBe(/animated\.(webp|png)/.test(file));
  });

  test('returns undefined for a file that ends inside its header', () => {
    fc.assert(
      fc.property(fc.constantFrom(...readable), fc.double({ min: 0, max: 1, noNaN: true }), ({ file, type }, share) => {
        const bytes = bytesOf(file);
        const header = readImageHeader(bytes.subarray(0, Math.floor(bytes.length * share)), type!);
        if (header !== undefined) expect(header.width).toBe(readImageHeader(bytes, type!)?.width);
      }),
    );
  });

  test('never throws for any bytes after a signature', () => {
    const types = fc.constantFrom(...new Set(readable.map(({ type }) => type!)));
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 12 }), (type, rest, exif) => {
        const start = bytesOf(readable.find((entry) => entry.type === type)!.file).subarray(0, 20);
        readImageHeader(new Uint8Array([...start, ...rest]), type);
        readImageHeader(
          new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 20, 69, 120, 105, 102, 0, 0, ...exif]),
          'image/jpeg',
        );
      }),
    );
  });
});

test("reads a WebP's orientation from its last chunk", async () => {
  expect(await readWebpOrientation(new Blob([bytesOf('orientation-6.webp')]))).toBe(6);
  expect(await readWebpOrientation(new Blob([bytesOf('lossy.webp')]))).toBe(1);
  expect(await readWebpOrientation(new Blob([bytesOf('orientation-6.webp').subarray(0, 30)]))).toBe(1);
  expect(await readWebpOrientation(new Blob([]))).toBe(1);
});
