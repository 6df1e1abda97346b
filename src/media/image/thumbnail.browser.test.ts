import { describe, expect, test } from 'vitest';
import { decodeImage } from './decode-image.ts';
import { readImageHeader } from './image-header.ts';
import { makeThumbnail, thumbnailScale } from './thumbnail.ts';

async function fileAt(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.blob();
}

async function thumbnailOf(source: Blob, maxSide: number) {
  return makeThumbnail(await decodeImage(source), source, maxSide);
}

const photo = '/samples/city-roofs-at-sunset.jpg';
const odd = '/src/media/testdata/odd/';

describe('a small upright file', () => {
  test.each([`${odd}baseline.jpg`, `${odd}rgb.png`, `${odd}lossy.webp`])(
    'uses %s as its own thumbnail',
    async (path) => {
      const source = await fileAt(path);
      const { bytes, type, width, height } = await thumbnailOf(source, 48);
      expect(new Uint8Array(bytes)).toEqual(new Uint8Array(await source.arrayBuffer()));
      expect([type, width, height]).toEqual([source.type, 48, 32]);
    },
  );

  test.each(['still.gif', 'still.avif', 'animated.webp', 'animated.png', 'orientation-6.jpg', 'orientation-6.webp'])(
    're-encodes %s',
    async (name) => {
      const { type, width, height, bytes } = await thumbnailOf(await fileAt(odd + name), 48);
      expect(type).toBe('image/jpeg');
      expect([width, height]).toEqual(name.startsWith('orientation') ? [32, 48] : [48, 32]);
      expect(readImageHeader(new Uint8Array(bytes), type)).toMatchObject({ width, height, orientation: 1 });
    },
  );
});

describe('a larger file', () => {
  test('is scaled and keeps its content and aspect ratio', async () => {
    const source = await fileAt(photo);
    const image = await decodeImage(source);
    const { bytes, type, width, height } = await makeThumbnail(image, source, 320);
    expect([image.width, image.height, width, height]).toEqual([640, 360, 320, 180]);
    const { pixels } = await decodeImage(new Blob([bytes], { type }));
    let difference = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < 3; channel++) {
          const at = (dx: number, dy: number) => image.pixels.data[((2 * y + dy) * 640 + 2 * x + dx) * 4 + channel]!;
          const mean = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
          difference += Math.abs(mean - pixels.data[(y * width + x) * 4 + channel]!);
        }
      }
    }
    expect(difference / (width * height * 3)).toBeLessThan(5);
  });

  test('is never enlarged', async () => {
    const source = await fileAt(`${odd}still.gif`);
    const { width, height } = await thumbnailOf(source, 1000);
    expect([width, height]).toEqual([48, 32]);
  });

  test.each([
    ['tall-1x20000.png', [1, 8192]],
    ['wide-20000x1.png', [8192, 1]],
    ['wide-3000x2.jpg', [3000, 2]],
  ])('keeps the short side of %s', async (name, size) => {
    const { width, height, bytes, type } = await thumbnailOf(await fileAt(odd + name), 512);
    expect([width, height]).toEqual(size);
    expect(readImageHeader(new Uint8Array(bytes), type)).toMatchObject({ width, height });
  });

  test.each([
    ['a scroll capture', 1080, 21600, [256, 5120]],
    ['a panorama', 12000, 1500, [2048, 256]],
    ['a strip, whose longer side is bounded', 40000, 400, [8192, 82]],
    ['a banner below that height', 3000, 200, [3000, 200]],
    ['an ordinary photo', 4000, 3000, [512, 384]],
    ['twice as wide as high', 4000, 2000, [512, 256]],
    ['slightly wider', 4200, 2000, [538, 256]],
    ['an icon', 64, 64, [64, 64]],
  ])('%s of %i x %i', (_, width, height, size) => {
    const scale = thumbnailScale(width, height, 512);
    expect([Math.round(width * scale), Math.round(height * scale)]).toEqual(size);
  });

  test('of a long capture is legible in a bounded number of bytes', async () => {
    const canvas = new OffscreenCanvas(1080, 16000);
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 1080, 16000);
    context.fillStyle = '#000';
    context.font = '22px sans-serif';
    for (let y = 20; y < 16000; y += 24)
      context.fillText(`${y} the quick brown fox jumps over the lazy dog `.repeat(4), 8, y);
    const source = await canvas.convertToBlob({ type: 'image/png' });
    const { width, height, bytes } = await thumbnailOf(source, 512);
    expect([width, height]).toEqual([256, 3793]);
    expect(bytes.byteLength).toBeLessThan(400_000);
  });

  test('drops location and camera', async () => {
    const canvas = new OffscreenCanvas(800, 600);
    canvas.getContext('2d')!.fillRect(0, 0, 400, 300);
    const jpeg = await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer();
    const exif = new TextEncoder().encode('Exif\0\0GPS 48.8584 N 2.2945 E');
    const segment = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif]);
    const source = new Blob([segment, jpeg.slice(2)]);
    const { bytes } = await thumbnailOf(source, 512);
    const text = new TextDecoder('latin1').decode(bytes);
    expect(text).not.toContain('Exif');
    expect(text).not.toContain('GPS');
  });

  test('is made for an ImageBitmap too', async () => {
    const bitmap = await createImageBitmap(await fileAt(photo));
    const { width, height, type } = await makeThumbnail(await decodeImage(bitmap), bitmap, 100);
    expect([width, height, type]).toEqual([100, 56, 'image/jpeg']);
    bitmap.close();
  });
});
