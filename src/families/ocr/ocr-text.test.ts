import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sidesOf, type Point, type Quad } from '../../math/geometry/quad.ts';
import { decodeCtc } from './decode-ctc.ts';
import { toDictionary } from './dictionary.ts';
import { boxesOfPiece, cutImage } from './image-pieces.ts';
import { joinBoxes } from './join-boxes.ts';
import { readingOrder } from './reading-order.ts';
import { findTextBoxes } from './text-boxes.ts';

test('a dictionary keeps white space and drops carriage returns and the last line end', () => {
  expect(toDictionary('\u3000\r\na\r\nb\r\n')).toEqual(['', '\u3000', 'a', 'b', ' ']);
  expect(toDictionary('a\nb')).toEqual(['', 'a', 'b', ' ']);
});

test('decoding drops blanks and repetitions, and keeps a letter that is written twice', () => {
  const dictionary = toDictionary('a\nb');
  const classes = [1, 1, 0, 1, 2, 3, 0, 2];
  const rows = classes.flatMap((best, i) => dictionary.map((_, at) => (at === best ? 0.5 + i / 100 : 0.1)));
  const { characters, confidence } = decodeCtc(Float32Array.from(rows), dictionary);
  expect(characters.map(({ character }) => character).join('')).toBe('aab b');
  expect(characters.map(({ step }) => step)).toEqual([0, 3, 4, 5, 7]);
  expect(confidence).toBeCloseTo(0.5 + (0 + 3 + 4 + 5 + 7) / 500, 6);
  expect(decodeCtc(new Float32Array(8).fill(0), dictionary)).toEqual({ characters: [], confidence: 0 });
});

function box(x: number, y: number, width: number, height = 20): Quad {
  return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]; // prettier-ignore
}

function turned(quad: Quad, degrees: number): Quad {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return quad.map(([x, y]): Point => [x * cos - y * sin, x * sin + y * cos]) as unknown as Quad; // four as before
}

const columns = [0, 30, 60, 90].flatMap((y) => [box(0, y, 200), box(300, y, 200)]);
const receipt = [0, 30, 60, 90].flatMap((y) => [box(300, y, 60), box(0, y, 150)]);

test.each([0, 12, 90, 180, 270])('reads columns one after the other on a page turned by %d°', (degrees) => {
  expect(readingOrder(columns.map((quad) => turned(quad, degrees)))).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
});

test('reads the rows of a receipt from left to right', () => {
  expect(readingOrder(receipt)).toEqual([1, 0, 3, 2, 5, 4, 7, 6]);
  expect(readingOrder([])).toEqual([]);
});

test('reads a heading before the columns below it', () => {
  const page = [...columns.map(([, , [x, y]]) => box(x - 200, y + 60, 200)), box(100, 0, 300, 30)];
  expect(readingOrder(page)[0]).toBe(8);
});

test('finds one grown box per component that is probable enough', () => {
  const [width, height] = [64, 32];
  const data = new Float32Array(width * height);
  const fill = (left: number, top: number, right: number, bottom: number, value: number): void => {
    for (let y = top; y < bottom; y += 1) data.fill(value, y * width + left, y * width + right);
  };
  fill(8, 4, 40, 10, 0.9);
  fill(8, 18, 40, 24, 0.4);
  fill(50, 18, 52, 20, 0.9);
  const options = { threshold: 0.3, boxThreshold: 0.5, unclip: 1.6, dilate: false };
  const boxes = findTextBoxes({ width, height, data }, { width: 640, height: 320 }, options);
  // 31 x 5 pixels between outer pixels, grown by 31 * 5 * 1.6 / 72 = 3.44 on each side, ten times as large.
  expect(boxes).toEqual([[[46, 6], [424, 6], [424, 124], [46, 124]]]); // prettier-ignore
});

test('joins the pieces of a line, on a page turned by any angle, and neither columns nor rows', () => {
  const pieces = [box(0, 0, 60), box(64, 1, 40, 21), box(300, 0, 50), box(0, 40, 60), box(64, 38, 40, 60)];
  for (const degrees of [0, 12, 90, 180]) {
    const joined = joinBoxes(pieces.map((quad) => turned(quad, degrees)));
    expect(joined.length).toBe(4);
    const [x, y] = turned(box(0, 0, 104, 22), degrees)[0];
    const whole = joined.find(([[startX, startY]]) => Math.hypot(startX - x, startY - y) < 1);
    expect(whole && sidesOf(whole).map(Math.round)).toEqual([104, 22]);
  }
});

test('pieces of a long image cover it with overlap; other images stay whole', () => {
  const side = fc.integer({ min: 1, max: 9000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const pieces = cutImage({ width, height }, 960);
      const [long, short] = [Math.max(width, height), Math.min(width, height)];
      if (long <= 1920 || long <= 2.5 * short) {
        expect(pieces).toEqual([{ left: 0, top: 0, width, height }]);
        return;
      }
      const spans = pieces.map((piece) => {
        expect(Math.min(piece.width, piece.height)).toBe(short);
        const start = width > height ? piece.left : piece.top;
        return [start, start + Math.max(piece.width, piece.height)] as const;
      });
      expect(spans[0]?.[0]).toBe(0);
      expect(spans.at(-1)?.[1]).toBe(long);
      for (const [i, [start, end]] of spans.entries())
        if (i > 0) expect((spans[i - 1]?.[1] ?? 0) - start).toBeGreaterThan(0.19 * (end - start));
    }),
  );
});

test('a box that the border of a piece cuts is left to the next piece', () => {
  const image = { width: 400, height: 4000 };
  const piece = { left: 0, top: 1000, width: 400, height: 960 };
  const boxes = [box(10, 0, 300), box(10, 400, 300), box(10, 945, 300, 15)];
  expect(boxesOfPiece(boxes, piece, image)).toEqual([box(10, 1400, 300)]);
  expect(boxesOfPiece(boxes, { ...piece, top: 0 }, image)).toEqual([box(10, 0, 300), box(10, 400, 300)]);
});
