import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findStutter } from './drop-stutter.ts';

const kept = (text: string): string => {
  const pieces = text.split(' ');
  const dropped = findStutter(pieces);
  return pieces.filter((_, at) => !dropped.has(at)).join(' ');
};

test.each([
  ['a stove , stove , stove and stove', 'a stove'],
  ['a kitchen with a sink , sink and sink in it', 'a kitchen with a sink in it'],
  ['a dog and a dog on grass', 'a dog on grass'],
  ['gi ##raf ##fe , gi ##raf ##fe and a gi ##raf ##fe', 'gi ##raf ##fe'],
  ['a car car', 'a car'],
  ['a dog , a cat and a dog', 'a dog , a cat and a dog'],
  ['a man in a boat and a man on a bridge', 'a man in a boat and a man on a bridge'],
  ['black and white and black', 'black and white and black'],
  ['', ''],
])('%s -> %s', (text, expected) => {
  expect(kept(text)).toBe(expected);
});

test('lists no word twice, loses none and is idempotent', () => {
  const word = fc.constantFrom('sink', 'stove', 'a', 'and', ',', 'or', 'with', 'the');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (pieces) => {
      const text = kept(pieces.join(' '));
      expect(text).not.toMatch(/(?:^| )(sink|stove|with)(?: (?:and|or|,))* \1(?: |$)/);
      expect(new Set(text.split(' '))).toEqual(
        new Set([...text.split(' '), ...pieces.filter((each) => each.startsWith('s'))]),
      );
      expect(kept(text)).toBe(text);
    }),
  );
});
