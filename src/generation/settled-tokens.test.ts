import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findStutter } from './drop-stutter.ts';
import { SettledTokens } from './settled-tokens.ts';

/** The pieces that come out after each token, and after the end. */
function settle(pieces: readonly string[]): string[][] {
  const tokens = new SettledTokens();
  const pieceOf = (id: number): string => pieces[id] ?? '?';
  return [...pieces.map((piece, id) => tokens.push(id, piece).map(pieceOf)), tokens.flush().map(pieceOf)];
}

test('passes on words at once, and separators with the word after them', () => {
  expect(settle('a dog and a cat .'.split(' '))).toEqual([['a'], ['dog'], [], [], ['and', 'a', 'cat'], ['.'], []]);
});

test('drops a word that repeats the last one once it is complete', () => {
  expect(settle('gi ##raf ##fe , gi ##raf ##fe and'.split(' '))).toEqual([
    ['gi'],
    ['##raf'],
    ['##fe'],
    [],
    [],
    [],
    [],
    [],
    ['and'],
  ]);
});

test('passes on what findStutter keeps', () => {
  const piece = fc.constantFrom(
    'sink',
    'sin',
    '##k',
    '##roid',
    'stove',
    'a',
    'and',
    ',',
    'or',
    'with',
    '.',
    'the',
    '7',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const dropped = findStutter(pieces);
      expect(settle(pieces).flat()).toEqual(pieces.filter((_, at) => !dropped.has(at)));
    }),
    { numRuns: 2000 },
  );
});
