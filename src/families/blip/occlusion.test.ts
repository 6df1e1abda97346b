import { expect, test } from 'vitest';
import { occlude, type ScoreStates } from './occlusion.ts';

/** One global state, then a grid whose cells contain their own number and 1. */
function statesOf(cells: number): Parameters<typeof occlude>[0] {
  const data = Float32Array.from({ length: 2 * (cells + 1) }, (_, i) => (i % 2 === 0 ? i / 2 - 1 : 1));
  return { type: 'float32', dims: [1, cells + 1, 2], data };
}

/** The outcome is as likely as `cell` still holds what it held. */
function scoreOfCell(cell: number, batches: number[]): ScoreStates {
  return ({ dims: [rows = 0, count = 0, width = 0], data }) => {
    batches.push(rows);
    return Promise.resolve(
      Array.from({ length: rows }, (_, row) => (data[(row * count + 1 + cell) * width] === cell ? -1 : -4)),
    );
  };
}

test('puts all heat on the cell that the outcome depends on', async () => {
  const batches: number[] = [];
  const grid = { count: 13, global: 1, grid: [4, 3] as [number, number] };
  const { data, columns, rows } = await occlude(statesOf(12), grid, scoreOfCell(7, batches), true, {});
  expect([columns, rows]).toEqual([4, 3]);
  expect([...data]).toEqual(Array.from({ length: 12 }, (_, cell) => (cell === 7 ? 1 : 0)));
  expect(batches).toEqual([13]);
});

test('occludes a fine grid in blocks, one by one if rows cannot be batched', async () => {
  const batches: number[] = [];
  const grid = { count: 577, global: 1, grid: [24, 24] as [number, number] };
  const { data } = await occlude(statesOf(576), grid, scoreOfCell(24 * 4 + 10, batches), false, {});
  expect(batches).toEqual(Array.from({ length: 65 }, () => 1));
  const hot = [...data.keys()].filter((cell) => data[cell]! > 0);
  expect(hot).toEqual([3, 4, 5].flatMap((row) => [9, 10, 11].map((column) => 24 * row + column)));
  expect(data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
});

test('gives every cell the same heat if occlusion changes nothing', async () => {
  const grid = { count: 5, global: 1, grid: [2, 2] as [number, number] };
  const { data } = await occlude(
    statesOf(4),
    grid,
    ({ dims: [rows = 0] }) => Promise.resolve(Array.from({ length: rows }, () => -2)),
    true,
    {},
  );
  expect([...data]).toEqual([0.25, 0.25, 0.25, 0.25]);
});
