import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Quad } from '../math/geometry/quad.ts';
import { linesOf, toLineMetadata, toPartPlace, type NewLine } from './placed-line.ts';

const fraction = fc.integer({ min: 0, max: 10_000 }).map((value) => value / 10_000);
const point = fc.tuple(fraction, fraction);
const quad: fc.Arbitrary<Quad> = fc.tuple(point, point, point, point);
const range = fc
  .tuple(fc.integer({ min: 0, max: 36_000_000_000 }), fc.integer({ min: 1, max: 30_000_000 }))
  .map(([start, length]) => ({ startS: start / 1e6, endS: (start + length) / 1e6 }));
const line: fc.Arbitrary<NewLine> = fc.record(
  { text: fc.string({ minLength: 1 }), confidence: fc.integer({ min: 0, max: 100 }).map((p) => p / 100), quad, range },
  { requiredKeys: ['text', 'confidence'] },
);

test('lines are read back as they were stored', () => {
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('ocr' as const, 'transcript' as const), (lines, field) => {
      const metadata = toLineMetadata(field, lines, 'model 1');
      expect(linesOf({ metadata })).toEqual(lines.map((each, entry) => ({ field, entry, ...each })));
    }),
  );
});

test('reads lines without places, and places that a later version wrote', () => {
  const metadata = { ocr: ['a', 'b', 'c'], ocrAt: ['97 z9 t1000000-2500000', 'nonsense q1,2'], transcript: 'no list' };
  expect(linesOf({ metadata })).toEqual([
    { field: 'ocr', entry: 0, text: 'a', confidence: 0.97, range: { startS: 1, endS: 2.5 } },
    { field: 'ocr', entry: 1, text: 'b', confidence: 1 },
    { field: 'ocr', entry: 2, text: 'c', confidence: 1 },
  ]);
});

test('the place of a line in an image is the rectangle around it, inside the image', () => {
  const slanted: Quad = [
    [0.1, 0.2],
    [0.9, 0.1],
    [1.02, 0.3],
    [0.2, 0.4],
  ];
  const place = toPartPlace({ field: 'ocr', entry: 0, text: 'a', confidence: 1, quad: slanted }, 'image');
  expect(place).toEqual({
    kind: 'image',
    region: { x: 0.1, y: 0.1, width: expect.closeTo(0.9) as number, height: expect.closeTo(0.3) as number },
  });
  const said = { field: 'transcript', entry: 3, text: 'a', confidence: 1, range: { startS: 1, endS: 2 } } as const;
  expect(toPartPlace(said, 'video')).toEqual({ kind: 'video', range: said.range });
});
