import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toInput, toSampleInput } from './to-input.ts';

const file = new File(['x'], 'a.png', { type: 'image/png' });
const fraction = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
const region = fc
  .tuple(fraction, fraction, fraction, fraction)
  .map(([x, y, right, bottom]) => ({
    x: Math.min(x, right),
    y: Math.min(y, bottom),
    width: Math.abs(right - x),
    height: Math.abs(bottom - y),
  }))
  .filter(({ width, height }) => width > 0 && height > 0);
const text = fc.string({ minLength: 1 }).filter((each) => each.trim() !== '');
const part = fc.oneof(
  text.map((each) => ({ kind: 'text', text: each }) as const),
  fc.constant({ kind: 'image', source: file } as const),
  region.map((each) => ({ kind: 'image', source: file, region: each }) as const),
  fc.record({
    kind: fc.constantFrom('audio', 'video'),
    source: fc.constant(file),
    range: fc.constant({ startS: 1, endS: 2 }),
  }),
  fc.record({ kind: fc.constant('custom:pulse'), source: fc.array(fc.double({ noNaN: true })) }),
);

test('takes a text, a file, a part, parts and a sample', () => {
  expect(toInput('a dog')).toEqual({ parts: [{ kind: 'text', text: 'a dog' }], metadata: undefined, name: undefined });
  expect(toInput(file)).toMatchObject({ parts: [{ kind: 'image', source: file }] });
  expect(toInput({ file, name: 'b.png', metadata: { year: 2024 } })).toEqual({
    parts: [{ kind: 'image', source: file }],
    metadata: { year: 2024 },
    name: 'b.png',
  });
  expect(toInput({ item: 'a', library: 'photos' })).toEqual({ item: 'a', library: 'photos' });
});

test('takes the parts of a short sample in the order image, video, audio, text', () => {
  const { parts } = toSampleInput({ text: 'a dog', audio: file, video: file, image: file, metadata: { year: 2024 } });
  expect(parts.map(({ kind }) => kind)).toEqual(['image', 'video', 'audio', 'text']);
});

test('gives parts back as they are, alone, in an array and in a sample', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      expect(toSampleInput(parts).parts).toEqual(parts);
      expect(toSampleInput({ parts }).parts).toEqual(parts);
      expect(toSampleInput(parts[0]).parts).toEqual([parts[0]]);
    }),
  );
});

test('rejects anything else with a TypeError or RangeError', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      let parsed: unknown;
      try {
        parsed = toInput(value);
      } catch (error) {
        expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
        return;
      }
      // Accepted input is content or an item.
      expect(parsed).toSatisfy((input: object) => 'item' in input || 'parts' in input);
    }),
  );
});

test.each([
  [undefined, /got `undefined`/],
  [null, /got null/],
  [42, /got `number`/],
  ['  ', /`text` to be a non-empty string/],
  [[], /at least one part/],
  [{}, /an object without fields/],
  [{ metadata: {} }, /`image`, `video`, `audio` or `text`/],
  [{ picture: file }, /only `image`, `video`, `audio`, `text`, `metadata`; got `picture`/],
  [{ image: 'https://example.org/a.png' }, /fetch it and pass the blob/],
  [{ kind: 'smell', source: file }, /`kind` to be 'text', 'image'/],
  [{ kind: 'custom:', source: 1 }, /'custom:…', got `custom:`/],
  [{ kind: 'image', source: file, range: {} }, /got `range`/],
  [{ file: 'a.png' }, /`file` to be a File or Blob/],
  [{ file, embedding: [1] }, /`embedding` to be an object, got an array/],
  [{ file, embedding: { space: 'a@1', vector: [1] } }, /`vector` to be a Float32Array, got an array/],
  [{ parts: file }, /`parts` to be an array, got a File/],
  [{ text: 'a', metadata: [] }, /`metadata` to be an object, got an array/],
  [{ item: '' }, /`item` to be a non-empty string/],
])('names the mistake in %o', (value, message) => {
  expect(() => toInput(value)).toThrow(message);
  expect(() => toInput(value)).toThrow(TypeError);
});

test.each([
  { kind: 'image', source: file, region: { x: 0.5, y: 0, width: 0.6, height: 1 } },
  { kind: 'image', source: file, region: { x: 0, y: 0, width: 0, height: 1 } },
  { kind: 'audio', source: file, range: { startS: 3, endS: 3 } },
  { kind: 'video', source: file, range: { startS: -1, endS: 3 } },
])('rejects a region or range that cannot be: %o', (value) => {
  expect(() => toInput(value)).toThrow(RangeError);
});

test('takes fields of custom modalities behind the others, and copies them', () => {
  const series = [1, 2];
  const { parts } = toSampleInput({ sensor: series, text: 'a pump' }, ['sensor']);
  series[0] = 7;
  expect(parts).toEqual([
    { kind: 'text', text: 'a pump' },
    { kind: 'custom:sensor', source: [1, 2] },
  ]);
  expect(() => toInput({ sensor: series })).toThrow('got `sensor`');
});

test('copies metadata and regions that the caller may still change', () => {
  const given = { x: 0, y: 0, width: 0.5, height: 0.5 };
  const metadata = { tags: ['a'] };
  const { parts, metadata: copied } = toSampleInput({
    parts: [{ kind: 'image', source: file, region: given }],
    metadata,
  });
  given.width = 1;
  metadata.tags.push('b');
  expect(parts).toMatchObject([{ region: { width: 0.5 } }]);
  expect(copied).toEqual({ tags: ['a'] });
});

test('copies the embedding that comes with a file', () => {
  const vector = Float32Array.of(1, 0);
  const { embedding } = toSampleInput({ file, embedding: { space: 'a@1', vector } });
  vector[0] = 7;
  expect(embedding).toEqual({ space: 'a@1', vector: Float32Array.of(1, 0) });
});
