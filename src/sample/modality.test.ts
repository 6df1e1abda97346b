import { expect, test } from 'vitest';
import { defineModality, embedParts, embedSource, type CustomModality } from './modality.ts';
import type { CustomPart } from './part.ts';

const mean = defineModality({
  name: 'mean',
  space: 'mean/1',
  dims: 2,
  read: (series: readonly number[]) => {
    if (series.length === 0) throw new RangeError('It is empty.');
    return series.reduce((sum, value) => sum + value, 0) / series.length;
  },
  encode: (means) => means.map((value) => [value, 1]),
  describe: (value) => ({ mean: value }),
});

const part = (source: unknown, name = 'mean'): CustomPart => ({ kind: `custom:${name}`, source });
const encoding = (encode: CustomModality['encode']): CustomModality => ({ ...mean, encode });

test.each([
  [{ name: 'text' }, /a word that is not taken, got `text`/],
  [{ name: 'two words' }, /got `two words`/],
  [{ space: '' }, /`space` to be a non-empty string/],
  [{ dims: 1 }, /`dims` to be an integer from 2 to 4096/],
  [{ dims: undefined }, /`dims`/],
  [{ encode: undefined }, /`encode` of the modality `mean` to be a function, got `undefined`/],
])('rejects a modality with %o', (change, message) => {
  expect(() => defineModality({ ...mean, ...change } as unknown as CustomModality)).toThrow(message);
});

test('embeds parts with their facts, and says why one could not be read', async () => {
  const parts = [part([1, 3]), part([]), part([4])];
  const embedded = await embedParts(parts, [mean], {});
  expect(parts.map((each) => embedded.get(each))).toMatchObject([
    { kind: 'custom:mean', space: { model: 'custom:mean mean/1', dims: 2 }, metadata: { mean: 2 } },
    { kind: 'custom:mean', reason: 'It is empty' },
    { vector: Float32Array.of(4, 1) },
  ]);
});

test('embeds at most 32 contents in one call', async () => {
  const batches: number[] = [];
  const counted = encoding((all) => {
    batches.push(all.length);
    return all.map(() => [1, 1]);
  });
  await embedParts(
    Array.from({ length: 70 }, (_, i) => part([i])),
    [counted],
    {},
  );
  expect(batches).toEqual([32, 32, 6]);
});

test('gives equal sources equal keys, and others different ones', async () => {
  const any: CustomModality = { ...mean, read: () => 1 };
  const file = new File(['[1]'], 'a.json');
  const sources = [[1], [1], '[1]', file, Uint8Array.of(1), new Uint8Array([1]), new Float32Array([1]), { a: [1] }];
  const parts = sources.map((source) => part(source));
  const embedded = await embedParts(parts, [any], {});
  const keys = await Promise.all(
    parts.map(async (each) => {
      const read = embedded.get(each);
      return read !== undefined && 'key' in read ? read.key.text() : '';
    }),
  );
  expect(keys[0]).toBe(keys[1]);
  expect(keys[4]).toBe(keys[5]);
  expect(new Set(keys).size).toBe(6);
});

test.each([new Map(), undefined, () => 1])('rejects the source %o, which has no stable bytes', async (source) => {
  await expect(embedParts([part(source)], [{ ...mean, read: () => 1 }], {})).rejects.toThrow('data that JSON can hold');
});

test.each([
  [() => [], 'to return 1 vectors, got 0'],
  [() => [[1, 2, 3]], 'vectors of 2 finite numbers, not all zero; got [1, 2, 3] of length 3'],
  [() => [[NaN, 1]], 'got [NaN, 1]'],
  [() => [[0, 0]], 'not all zero'],
])('rejects what the encoder %s returns', async (encode, message) => {
  await expect(embedSource(part([1]), [encoding(encode)], {})).rejects.toThrow(message);
});

test('names an unknown modality and the option', async () => {
  await expect(embedParts([part([1], 'smell')], [mean], {})).rejects.toThrow(
    'Unknown modality `smell`. Pass it to `createOnsight({ modalities: [smell] })`.',
  );
});

test('rejects with the reason of the signal while the encoder works', async () => {
  const controller = new AbortController();
  const slow = encoding(() => {
    controller.abort(new Error('enough'));
    return new Promise(() => undefined);
  });
  await expect(embedParts([part([1])], [slow], { signal: controller.signal })).rejects.toThrow('enough');
});
