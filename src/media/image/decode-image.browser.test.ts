import { afterAll, describe, expect, test } from 'vitest';
import { OnsightError } from '../../core/errors.ts';
import { decodeImage, type DecodedImage } from './decode-image.ts';
import type { Pixels } from './pixels.ts';
import type { DecodeReply, DecodeRequest } from '../testdata/decode-worker.ts';

type Expected = { readonly file: string } & (
  | { readonly error: string }
  | {
      readonly size: readonly [number, number];
      readonly tolerance: number;
      readonly points: readonly (readonly [x: number, y: number, r: number, g: number, b: number])[];
    }
);

const folder = '/src/media/testdata/odd/';
const expected = (await (await fetch(`${folder}expected.golden.json`)).json()) as readonly Expected[];
const worker = new Worker(new URL('../testdata/decode-worker.ts', import.meta.url), { type: 'module' });
afterAll(() => worker.terminate());

function decodeInWorker(request: DecodeRequest): Promise<DecodeReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DecodeReply>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
}

async function oddFile(name: string): Promise<File> {
  return new File([await (await fetch(folder + name)).blob()], name);
}

function pixelAt({ width, data }: { width: number; data: Uint8ClampedArray }, x: number, y: number): number[] {
  return Array.from(data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4));
}

function painted(width: number, height: number, paint: (context: OffscreenCanvasRenderingContext2D) => void) {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext('2d')!);
  return canvas;
}

/** Four quarters of different colours. */
function quarters(width: number, height: number): OffscreenCanvas {
  return painted(width, height, (context) => {
    for (const [i, colour] of ['#c81e1e', '#1ec81e', '#1e1ec8', '#dcdc14'].entries()) {
      context.fillStyle = colour;
      context.fillRect(((i % 2) * width) / 2, (Math.floor(i / 2) * height) / 2, width / 2, height / 2);
    }
  });
}

const quarterColours = [
  [200, 30, 30],
  [30, 200, 30],
  [30, 30, 200],
  [220, 220, 20],
] as const;

function expectQuarters(
  { width, height, data }: Omit<Pixels, 'data'> & { data: Uint8ClampedArray },
  tolerance: number,
) {
  for (const [i, colour] of quarterColours.entries()) {
    const x = Math.floor(width * (i % 2 === 0 ? 0.25 : 0.75));
    const y = Math.floor(height * (i < 2 ? 0.25 : 0.75));
    const found = pixelAt({ width, data }, x, y);
    for (const [channel, value] of colour.entries()) {
      expect(Math.abs(found[channel]! - value), `quarter ${i}`).toBeLessThanOrEqual(tolerance);
    }
  }
}

describe('damaged and odd files in one worker', () => {
  test('is not empty', () => expect(expected.length).toBeGreaterThan(90));

  test.each(expected)('$file', async (entry) => {
    const reply = await decodeInWorker({ source: await oddFile(entry.file) });
    if ('error' in entry) {
      expect(reply).toMatchObject({ ok: false, code: entry.error });
      expect(reply).toMatchObject({ message: expect.stringContaining(entry.file) as unknown });
      return;
    }
    if (!reply.ok) throw new Error(reply.message);
    expect([reply.width, reply.height]).toEqual(entry.size);
    expect([reply.pixels.width, reply.pixels.height]).toEqual(entry.size);
    for (const [x, y, ...rgb] of entry.points) {
      const found = pixelAt(reply.pixels, x, y);
      expect(found[3]).toBe(255);
      for (const [channel, value] of rgb.entries()) {
        expect(Math.abs(found[channel]! - value), `${x},${y}: ${found.join()} for ${rgb.join()}`).toBeLessThanOrEqual(
          entry.tolerance,
        );
      }
    }
  });
});

describe('reduces large images', () => {
  test('a JPEG of 96 megapixels', async () => {
    const source = await quarters(12000, 8000).convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    const reply = await decodeInWorker({ source });
    if (!reply.ok) throw new Error(reply.message);
    expect([reply.width, reply.height]).toEqual([12000, 8000]);
    expect([reply.pixels.width, reply.pixels.height]).toEqual([3000, 2000]);
    expectQuarters(reply.pixels, 3);
  });

  test('a JPEG of 12 megapixels that is truncated, or only lacks its end marker', async () => {
    const source = await quarters(4000, 3000).convertToBlob({ type: 'image/jpeg' });
    const cut = await decodeImage(source.slice(0, source.size * 0.75));
    expect([cut.width, cut.incomplete]).toEqual([4000, true]);
    expect(cut.height).toBeGreaterThan(2000);
    expect(cut.height).toBeLessThan(3000);
    const whole = await decodeImage(source.slice(0, source.size - 2));
    expect([whole.width, whole.height, whole.incomplete]).toEqual([4000, 3000, false]);
    expectQuarters(whole.pixels, 3);
  });

  test.each([
    ['12', 4000, 3001, [4000, 3001], 0],
    ['24', 6000, 4001, [2000, 1334], 1],
  ] as const)('a PNG of %s megapixels', async (_, width, height, size, tolerance) => {
    const source = await quarters(width, height).convertToBlob({ type: 'image/png' });
    const image = await decodeImage(source);
    expect([image.width, image.height]).toEqual([width, height]);
    expect([image.pixels.width, image.pixels.height]).toEqual(size);
    expectQuarters(image.pixels, tolerance);
  });

  test('an ImageBitmap of 24 megapixels', async () => {
    const bitmap = quarters(6000, 4001).transferToImageBitmap();
    const { width, height, pixels } = await decodeImage(bitmap);
    bitmap.close();
    expect([width, height, pixels.width, pixels.height]).toEqual([6000, 4001, 2000, 1334]);
    expectQuarters(pixels, 0);
  });

  test.each(['image/jpeg', 'image/png'])('no smaller than requested (%s)', async (type) => {
    const source = await quarters(4000, 3000).convertToBlob({ type });
    const { pixels } = await decodeImage(source, { minSize: [1200, 2300] });
    expect(pixels.width).toBeGreaterThanOrEqual(1200);
    expect(pixels.height).toBeGreaterThanOrEqual(2300);
    expectQuarters(pixels, 3);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('rotates a JPEG with EXIF orientation %i once', async (orientation) => {
    const jpeg = await quarters(3001, 2003).convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const { width, height, pixels } = await decodeImage(await withOrientation(jpeg, orientation));
    expect([width, height]).toEqual(orientation < 5 ? [3001, 2003] : [2003, 3001]);
    expect(Math.min(pixels.width, pixels.height)).toBeGreaterThanOrEqual(1024);
    expect(pixels.width * pixels.height).toBeLessThan(3001 * 2003);
    // Which stored quarter appears where, row by row.
    const seen = ['0123', '1032', '3210', '2301', '0213', '2031', '3120', '1302'][orientation - 1]!;
    const turned = Array.from(seen, (digit) => quarterColours[Number(digit)]!);
    for (const [i, colour] of turned.entries()) {
      const [x, y] = [pixels.width * (i % 2 === 0 ? 0.25 : 0.75), pixels.height * (i < 2 ? 0.25 : 0.75)];
      const found = pixelAt(pixels, Math.floor(x), Math.floor(y));
      expect(Math.max(...colour.map((value, channel) => Math.abs(value - found[channel]!)))).toBeLessThanOrEqual(3);
    }
  });

  test('keeps every part of an image far longer than a canvas tile', async () => {
    const source = await painted(9000, 600, (context) => {
      const gradient = context.createLinearGradient(0, 0, 9000, 0);
      gradient.addColorStop(0, '#000');
      gradient.addColorStop(1, '#fff');
      context.fillStyle = gradient;
      context.fillRect(0, 0, 9000, 600);
    }).convertToBlob({ type: 'image/png' });
    const { pixels } = await decodeImage(source);
    expect([pixels.width, pixels.height]).toEqual([9000, 600]);
    for (const x of [0, 2047, 2048, 4096, 6143, 6144, 8999]) {
      expect(Math.abs(pixelAt(pixels, x, 599)[0]! - (x / 8999) * 255)).toBeLessThanOrEqual(1);
    }
  });
});

/** Inserts an EXIF segment after the JPEG's start marker. */
async function withOrientation(jpeg: Blob, orientation: number): Promise<Blob> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  const segment = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif]);
  return new Blob([segment, (await jpeg.arrayBuffer()).slice(2)]);
}

describe('images already decoded', () => {
  test('composites an ImageBitmap on white and leaves it open', async () => {
    const bitmap = await createImageBitmap(
      new ImageData(new Uint8ClampedArray([10, 20, 30, 0, 10, 20, 30, 255]), 2, 1),
    );
    const { pixels } = await decodeImage(bitmap);
    expect(Array.from(pixels.data)).toEqual([255, 255, 255, 255, 10, 20, 30, 255]);
    expect(bitmap.width).toBe(2);
    bitmap.close();
    await expect(decodeImage(bitmap)).rejects.toMatchObject({ code: 'image-unreadable' });
  });

  test('composites an ImageData on white exactly and leaves it unchanged', async () => {
    const image = new ImageData(new Uint8ClampedArray([10, 20, 30, 0, 10, 20, 30, 128, 1, 2, 3, 255]), 3, 1);
    const { pixels } = await decodeImage(image);
    expect(Array.from(pixels.data)).toEqual([255, 255, 255, 255, 132, 137, 142, 255, 1, 2, 3, 255]);
    expect(image.data[4]).toBe(10);
  });

  test('converts an ImageData from display-p3 to sRGB', async () => {
    const image = new ImageData(new Uint8ClampedArray([200, 100, 100, 255]), 1, 1, { colorSpace: 'display-p3' });
    const { pixels } = await decodeImage(image);
    // CSS Color 4: color(display-p3 .784 .392 .392) is about rgb(214, 95, 97).
    const [red, green, blue] = pixelAt(pixels, 0, 0);
    expect(Math.abs(red! - 214)).toBeLessThanOrEqual(3);
    expect(Math.abs(green! - 95)).toBeLessThanOrEqual(3);
    expect(Math.abs(blue! - 97)).toBeLessThanOrEqual(3);
  });
});

describe('ends', () => {
  test('rejects with the abort reason', async () => {
    const reason = new Error('enough');
    const source = await oddFile('baseline.jpg');
    await expect(decodeImage(source, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const decoding = decodeImage(source, { signal: controller.signal });
    controller.abort(reason);
    await expect(decoding).rejects.toBe(reason);
  });

  test('names the file when the deadline is exceeded', async () => {
    const source = await quarters(6000, 4000).convertToBlob({ type: 'image/png' });
    const late = decodeImage(source, { name: 'slow.png', timeoutMs: 1 });
    await expect(late).rejects.toMatchObject({ code: 'deadline-exceeded' });
    await expect(late).rejects.toThrow('slow.png');
  });

  test('records a measure per decode', async () => {
    performance.clearMeasures('onsight:decode');
    const image: DecodedImage = await decodeImage(await oddFile('rgb.png'));
    expect(image.width).toBe(48);
    expect(performance.getEntriesByName('onsight:decode', 'measure')).toHaveLength(1);
  });

  test('rejects an invalid minSize', async () => {
    await expect(decodeImage(new Blob(), { minSize: [0, 10] })).rejects.toThrow(RangeError);
  });

  test('names a file that vanished', async () => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('vanishing.png', { create: true });
    const writer = await handle.createWritable();
    await writer.write(await oddFile('rgb.png'));
    await writer.close();
    const file = await handle.getFile();
    await root.removeEntry('vanishing.png');
    await expect(decodeImage(file)).rejects.toSatisfy((error) => OnsightError.is(error, 'image-unreadable'));
  });
});
