import { expect, test } from 'vitest';
import { strengthsOf } from './good-for.ts';

test('reads off a description what speaks for a model', () => {
  const many = Array.from({ length: 34 }, (_, index) => `x${String(index)}`);
  const strengths = strengthsOf([
    { id: 'a', languages: ['en'], bytes: { q8: 150, fp32: 600 } },
    { id: 'b', languages: many, bytes: { q8: 400 } },
    { id: 'c', languages: ['zh'], bytes: { q8: 190 } },
  ]);
  expect([...strengths]).toEqual([
    ['a', ['english', 'smallest']],
    ['b', ['manyLanguages']],
    ['c', ['chinese']],
  ]);
});
