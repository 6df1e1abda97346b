import fc from 'fast-check';
import { xxhash32 } from 'hash-wasm';
import { expect, test } from 'vitest';
import { checksum } from './checksum.ts';

test('is xxHash32', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint32Array({ maxLength: 70 }), async (words) => {
      const bytes = new Uint8Array(words.buffer.slice(words.byteOffset, words.byteOffset + words.byteLength));
      expect(checksum(bytes.buffer).toString(16).padStart(8, '0')).toBe(await xxhash32(bytes));
    }),
  );
});

test('detects any single flipped bit', () => {
  fc.assert(
    fc.property(fc.uint32Array({ minLength: 1, maxLength: 40 }), fc.nat(39), fc.nat(31), (words, at, bit) => {
      const damaged = Uint32Array.from(words);
      const index = at % damaged.length;
      damaged[index] = (damaged[index] ?? 0) ^ (1 << bit);
      expect(checksum(damaged.buffer)).not.toBe(checksum(Uint32Array.from(words).buffer));
    }),
  );
});

test('rejects partial words', () => {
  expect(() => checksum(new ArrayBuffer(5))).toThrow(RangeError);
});
