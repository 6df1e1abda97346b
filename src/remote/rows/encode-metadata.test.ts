import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMetadata, encodeMetadata } from './encode-metadata.ts';
import type { MetadataValue } from '../../store/contract/item.ts';

const field = fc
  .string({ minLength: 1 })
  .filter((name) => !/^[@#$]|@(date|list|fold)$|^chroma:|"|^__proto__$/.test(name));
const value = fc.oneof<fc.Arbitrary<MetadataValue>[]>(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.array(fc.string(), { maxLength: 3 }),
);

test('round-trips metadata, also through JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(field, value, { maxKeys: 5 }), (metadata) => {
      const plain = Object.fromEntries(Object.entries(metadata));
      expect(decodeMetadata(encodeMetadata(plain))).toEqual(plain);
      // JSON has no -0.
      const sent = JSON.parse(JSON.stringify(encodeMetadata(plain))) as ReturnType<typeof encodeMetadata>;
      expect(JSON.stringify(decodeMetadata(sent))).toEqual(JSON.stringify(plain));
    }),
    { numRuns: 500 },
  );
});

test('keeps the fields of rows written by other software', () => {
  expect(decodeMetadata({ year: 2020, tags: ['a'], '@modality': 'image' })).toEqual({ year: 2020, tags: ['a'] });
});

test.each(['', '@a', '#a', '$and', 'a@date', 'a@list', 'a@fold', 'chroma:document', 'a"b'])('%o is taken', (name) => {
  expect(() => encodeMetadata({ [name]: 1 })).toThrow(TypeError);
});

test('rejects __proto__, because the clients of servers would lose it', () => {
  expect(() => encodeMetadata(Object.fromEntries([['__proto__', 'x']]))).toThrow(TypeError);
  expect(() => encodeMetadata({ constructor: 1 })).not.toThrow();
});
