import { expect, test } from 'vitest';
import { madeRows, vectorOfQuestion } from './made-rows.ts';
import { dims } from './made-vectors.ts';

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < dims; i += 1) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

test('makes the same rows in a resumed build as in a full one', () => {
  const whole = [...madeRows(0, 300)];
  expect([...madeRows(0, 100), ...madeRows(100, 300)]).toEqual(whole);
  expect(new Set(whole.map(({ id }) => id)).size).toBe(300);
});

test('labels below 10 name a tenth of the rows, label 7 a hundredth; every kind comes', () => {
  const facts = [...madeRows(0, 20_000)].map(({ metadata }) => metadata);
  const share = (of: (label: number) => boolean): number =>
    facts.filter((each) => of(each?.label ?? -1)).length / facts.length;
  expect(share((label) => label < 10)).toBeCloseTo(0.1, 2);
  expect(share((label) => label === 7)).toBeCloseTo(0.01, 2);
  expect(new Set(facts.map((each) => each?.kind))).toEqual(new Set(['photo', 'drawing', 'screenshot', 'scan']));
});

test('rows have neighbours of their own centre, and all are a little alike, as embeddings are', () => {
  const [first, ...others] = [...madeRows(0, 4_000)].map(({ vector }) => vector);
  const scores = others.map((vector) => cosine(first!, vector)).sort((a, b) => b - a);
  expect(scores[0]).toBeGreaterThan(0.75);
  expect(scores[0]).toBeLessThan(0.99);
  const middle = scores[scores.length >> 1]!;
  expect(middle).toBeGreaterThan(0.05);
  expect(middle).toBeLessThan(0.4);
});

test('makes a hundred thousand distinct rows', () => {
  const seen = new Set<string>();
  for (const { vector } of madeRows(0, 100_000)) seen.add(`${vector[0]!} ${vector[1]!} ${vector[2]!}`);
  expect(seen.size).toBe(100_000);
});

test('a question is a row that it names, or its words in any order and case; without words it is none', () => {
  const row = [...madeRows(4_711, 4_712)][0]!;
  expect(vectorOfQuestion('Row 4711 ')).toEqual(row.vector);
  expect(vectorOfQuestion('a red CAR')).toEqual(vectorOfQuestion('a red car'));
  expect(cosine(vectorOfQuestion('red car')!, vectorOfQuestion('car, red')!)).toBeCloseTo(1, 6);
  expect(cosine(vectorOfQuestion('red car')!, vectorOfQuestion('红色 汽车')!)).toBeLessThan(0.9);
  expect(vectorOfQuestion(' … ')).toBeUndefined();
});
