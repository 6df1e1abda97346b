import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnsightError } from '../../core/errors.ts';
import { headerLength, parseHeader } from './safetensors-header.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A header over `bytes` of data. */
function parse(header: unknown, dataBytes: number): unknown {
  const text = encode(typeof header === 'string' ? header : JSON.stringify(header));
  return parseHeader('model.safetensors', text, 8 + text.byteLength + dataBytes);
}

function length(value: bigint): Uint8Array {
  return new Uint8Array(new BigUint64Array([value]).buffer);
}

const tensor = (shape: readonly number[], start: number, end: number, dtype = 'F32'): object => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

test('lists the tensors after the header and skips __metadata__', () => {
  const header = { __metadata__: { format: 'pt' }, b: tensor([2, 3], 8, 32), a: tensor([], 0, 8, 'I64') };
  const start = 8 + JSON.stringify(header).length;
  expect(parse(header, 24 + 8)).toEqual([
    { name: 'b', file: 'model.safetensors', type: 'F32', shape: [2, 3], start: start + 8, end: start + 32 },
    { name: 'a', file: 'model.safetensors', type: 'I64', shape: [], start, end: start + 8 },
  ]);
});

describe('rejects an impossible length before reading anything', () => {
  test.each([
    ['10 GB', length(10_000_000_000n), 20_000_000_000, /claims 10000000000 bytes/],
    ['more than a number holds', length(2n ** 64n - 1n), 1000, /claims 18446744073709551615 bytes/],
    ['longer than the file', length(1000n), 1007, /has 1007: it is cut off/],
    ['no room for a length', length(8n).subarray(0, 5), 5, /fewer than/],
  ])('%s', (_, head, fileBytes, reason) => {
    expect(() => headerLength('m.safetensors', head, fileBytes)).toThrow(reason);
  });

  test('accepts the maximum length', () => {
    expect(headerLength('m.safetensors', length(1000n), 1008)).toBe(1000);
  });
});

describe('rejects a header that does not match its file and names the tensor', () => {
  test.each([
    ['no JSON', '{"a":', 0, /not JSON/],
    ['a list', '[]', 0, /not a JSON object/],
    ['an end past the file', { a: tensor([4], 0, 16) }, 12, /tensor "a" ends at byte .* cut off/],
    ['an overlap', { a: tensor([4], 0, 16), b: tensor([4], 12, 28) }, 28, /tensor "b" overlaps/],
    ['the same place twice', { a: tensor([4], 0, 16), b: tensor([4], 0, 16) }, 16, /tensor "b" overlaps/],
    ['a gap', { a: tensor([4], 0, 16), b: tensor([4], 20, 36) }, 36, /gap of 4 bytes before tensor "b"/],
    ['bytes after the last', { a: tensor([4], 0, 16) }, 17, /1 bytes follow/],
    ['an end before the start', { a: tensor([4], 16, 0) }, 16, /tensor "a" takes 16 bytes by its shape, but -16/],
    ['a negative offset', { a: tensor([4], -16, 0) }, 16, /tensor "a" has the offsets \[-16,0\]/],
    ['an offset past all numbers', { a: tensor([4], 0, 1e300) }, 16, /tensor "a" has the offsets/],
    ['a shape of another size', { a: tensor([5], 0, 16) }, 16, /tensor "a" takes 20 bytes by its shape, but 16/],
    ['a shape past all numbers', { a: tensor([2 ** 40, 2 ** 40], 0, 16) }, 16, /tensor "a" takes/],
    ['a negative size', { a: tensor([-4], 0, 16) }, 16, /tensor "a" has the shape \[-4\]/],
    ['half a size', { a: tensor([1.5], 0, 6) }, 6, /tensor "a" has the shape/],
    ['an unknown dtype', { a: tensor([4], 0, 16, 'F31') }, 16, /tensor "a" has the unknown dtype "F31"/],
    ['a dtype out of a prototype', { a: tensor([4], 0, 16, 'constructor') }, 16, /unknown dtype "constructor"/],
    ['no dtype', { a: { shape: [4], data_offsets: [0, 16] } }, 16, /tensor "a" has the unknown dtype none/],
    ['no tensor', { a: 7 }, 0, /tensor "a" is not described/],
    [
      'a name twice',
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
      /the tensor "a" twice/,
    ],
  ] as const)('%s', (_, header, dataBytes, reason) => {
    expect(() => parse(header, dataBytes)).toThrow(reason);
    expect(() => parse(header, dataBytes)).toThrow(OnsightError);
  });
});

test('allows braces, quotes and colons in names', () => {
  const names = ['{"x":1}', 'a"b', '\\', '":{', '__proto__', ']'];
  const header = Object.fromEntries(names.map((name, i) => [name, tensor([1], i * 4, i * 4 + 4)]));
  expect(parse(header, names.length * 4)).toHaveLength(names.length);
});

const anyTensor = fc.record({ bytes: fc.nat(64), name: fc.string() });

test('reads what a writer writes, for any names', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyTensor, { selector: ({ name }) => name }), (tensors) => {
      const named = tensors.filter(({ name }) => name !== '__metadata__');
      let at = 0;
      const header = named.map(({ name, bytes }) => [name, tensor([bytes], at, (at += bytes), 'U8')] as const);
      expect(parse(Object.fromEntries(header), at)).toHaveLength(named.length);
    }),
  );
});

test('reads a corrupted header or rejects it with a code', () => {
  const whole = encode(JSON.stringify({ a: tensor([2, 2], 0, 16), bb: tensor([3], 16, 22, 'F16') }));
  const refused = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!OnsightError.is(error, 'unsupported-format')) throw error;
    }
  };
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(40), (at, byte, dataBytes) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = byte;
      refused(() => parseHeader('m.safetensors', bytes, 8 + bytes.byteLength + dataBytes));
      refused(() => parseHeader('m.safetensors', bytes.subarray(0, at), 8 + at + dataBytes));
    }),
  );
  fc.assert(fc.property(fc.json(), fc.nat(64), (text, dataBytes) => refused(() => parse(text, dataBytes))));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => refused(() => parseHeader('m', bytes, 100))));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), fc.maxSafeNat(), (head, fileBytes) =>
      refused(() => headerLength('m', head, fileBytes)),
    ),
  );
});
