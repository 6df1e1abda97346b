import { expect, test } from 'vitest';
import { imageMetadata, toNamedItem } from './named-item.ts';
import type { IngestItem } from './ingest.ts';

const blob = new Blob(['abc'], { type: 'image/png' });

test('takes the given name, or a placeholder', () => {
  expect(toNamedItem({ file: blob, name: 'a.png' }).name).toBe('a.png');
  expect(toNamedItem({ file: blob }).name).toBe('unnamed');
  expect(toNamedItem({ file: blob, name: '' }).name).toBe('unnamed');
});

test('cuts long names between characters', () => {
  expect(toNamedItem({ file: blob, name: 'x'.repeat(300) }).name).toHaveLength(255);
  expect(toNamedItem({ file: blob, name: `${'x'.repeat(254)}🐕` }).name).toBe('x'.repeat(254));
  expect(toNamedItem({ file: blob, name: `${'x'.repeat(253)}🐕` }).name).toBe(`${'x'.repeat(253)}🐕`);
});

test("prefers the caller's metadata", () => {
  const named = toNamedItem({ file: blob, name: 'a.png', metadata: { name: 'b', year: 2020 } });
  expect({
    ...imageMetadata({ kind: 'image', source: blob }, named, { width: 4, height: 5 }),
    ...named.metadata,
  }).toEqual({
    name: 'b',
    type: 'image/png',
    bytes: 3,
    width: 4,
    height: 5,
    year: 2020,
  });
});

test.each<[string, unknown]>([
  ['a text', 'a.png'],
  ['an object without a file', { name: 'a.png' }],
  ['a file that is a text', { file: 'a.png' }],
  ['a name that is a number', { file: blob, name: 7 }],
  ['metadata that cannot be stored', { file: blob, metadata: { place: { lat: 1 } } }],
])('refuses %s', (_, given) => {
  expect(() => toNamedItem(given as IngestItem)).toThrow(TypeError);
});
