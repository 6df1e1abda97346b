import { afterAll, expect, test } from 'vitest';
import { cropPixels } from '../../media/image/crop-pixels.ts';
import { decodeImage } from '../../media/image/decode-image.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import type { Quad } from '../../math/geometry/quad.ts';
import { sidesOf } from '../../math/geometry/quad.ts';
import { warpQuad } from '../../math/geometry/warp-quad.ts';
import { openPack } from '../blip/testdata/open-pack.ts';
import { sectionOf } from '../packs/manifest.ts';
import { toBgrTensor } from './bgr-tensor.ts';
import { toDictionary } from './dictionary.ts';
import { LineReader } from './line-reader.ts';
import golden from './testdata/reference.golden.json' with { type: 'json' };
import { TextDetector } from './text-detector.ts';

// Made by tools/make_ocr_goldens.py with ONNX Runtime and OpenCV.
const { sessions } = await openPack('/models/ocr');
afterAll(() => sessions[Symbol.asyncDispose]());
const ocr = sectionOf(sessions.manifest, 'ocr');
const { signal } = new AbortController();
const dictionary = toDictionary(await sessions.text(ocr.dictionary, signal));

async function readPixels(file: string): Promise<Pixels> {
  return (await decodeImage(await (await fetch(`/fixtures/ocr/${file}`)).blob())).pixels;
}

test('the same tensor gives the same detection map as the reference', async () => {
  const { image, box, step, map } = golden.detection;
  const page = toBgrTensor(cropPixels(await readPixels(image), box), ocr.detector);
  const detector = new TextDetector(await sessions.open('detector'), ocr.detector);
  const { width, height, data } = await detector.map(page, {});
  const bytes = Uint8Array.from(atob(map), (character) => character.charCodeAt(0));
  const expected = new Float32Array(bytes.buffer);
  let at = 0;
  let largest = 0;
  for (let y = 0; y < height; y += step)
    for (let x = 0; x < width; x += step, at += 1)
      largest = Math.max(largest, Math.abs((data[y * width + x] ?? NaN) - (expected[at] ?? NaN)));
  expect(at).toBe(expected.length);
  expect(largest).toBeLessThan(1e-3);
});

test.each(golden.lines)('the same part of $image reads "$text", as by the reference', async (line) => {
  const reader = new LineReader(await sessions.open('recognizer'), ocr.recognizer, dictionary);
  const quad = line.quad as unknown as Quad; // four corners of two numbers, as the script writes them
  const [width, height] = sidesOf(quad).map(Math.trunc) as [number, number];
  const read = await reader.readCrop(warpQuad(await readPixels(line.image), quad, width, height), {});
  expect(read.characters.map(({ character }) => character).join('')).toBe(line.text);
  expect(Math.abs(read.confidence - line.confidence)).toBeLessThan(0.02);
});
