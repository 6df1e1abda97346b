import { expect, test } from 'vitest';
import { findDate } from './find-date.ts';

const now = new Date(2026, 11, 1, 15);

test.each([
  ['beach last summer', 'last summer', [2026, 5, 1], [2026, 8, 1]],
  ['dogs in May 2024', 'in May 2024', [2024, 4, 1], [2024, 5, 1]],
  ['snow in the winter of 2023', 'in the winter of 2023', [2023, 11, 1], [2024, 2, 1]],
  ['yesterday', 'yesterday', [2026, 10, 30], [2026, 11, 1]],
  ['cats from last week', 'from last week', [2026, 10, 23], [2026, 10, 30]],
  ['last month', 'last month', [2026, 10, 1], [2026, 11, 1]],
  ['mountains in 2019', 'in 2019', [2019, 0, 1], [2020, 0, 1]],
  ['去年夏天的海滩', '去年夏天的', [2025, 5, 1], [2025, 8, 1]],
  ['2024年5月的狗', '2024年5月的', [2024, 4, 1], [2024, 5, 1]],
  ['昨天', '昨天', [2026, 10, 30], [2026, 11, 1]],
  ['上个月的猫', '上个月的', [2026, 10, 1], [2026, 11, 1]],
] as const)('finds the date in %s', (text, source, from, to) => {
  const day = ([y, m, d]: readonly [number, number, number]): Date => new Date(y, m, d);
  expect(findDate(text, now)).toEqual({ source, from: day(from), to: day(to) });
});

test('takes the summer before while one lasts', () => {
  expect(findDate('last summer', new Date(2026, 6, 10))?.from).toEqual(new Date(2025, 5, 1));
});

test.each(['a summer dress', 'route 66', 'may flowers', '2001 a space odyssey', '"last summer"', '夏天的花', '上周末'])(
  'invents no date for %s',
  (text) => {
    expect(findDate(text, now)).toBeUndefined();
  },
);
