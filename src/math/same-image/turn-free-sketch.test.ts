import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookSide, orient } from './image-look.ts';
import { sketchLength, turnFreeSketch } from './turn-free-sketch.ts';

const looks = fc
  .array(fc.array(fc.nat(255), { minLength: 8, maxLength: 8 }), { minLength: 8, maxLength: 8 })
  .map((tiles) =>
    Uint8Array.from({ length: lookSide ** 2 }, (_, at) => {
      const [x, y] = [at % lookSide, Math.floor(at / lookSide)];
      return tiles[Math.floor(y / 12)]?.[Math.floor(x / 12)] ?? 0;
    }),
  );

const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test('a rotated or mirrored look has the same sketch, of mean 0 and length 1', () => {
  fc.assert(
    fc.property(looks, fc.nat(7), (grey, orientation) => {
      fc.pre(new Set(grey).size > 2);
      const turned = Uint8Array.from(orient(Float32Array.from(grey), lookSide, orientation));
      const [a, b] = [grey, turned].map((each) => turnFreeSketch({ grey: each, aspect: 1 }));
      expect(a).toHaveLength(sketchLength);
      expect(product(a!, a!)).toBeCloseTo(1, 4);
      expect(a!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
      expect(product(a!, b!)).toBeCloseTo(1, 3);
    }),
  );
});

test('a flat look matches neither others nor itself', () => {
  const flat = turnFreeSketch({ grey: new Uint8Array(lookSide ** 2).fill(90), aspect: 1 });
  expect([...flat]).toEqual(Array(sketchLength).fill(0));
});
