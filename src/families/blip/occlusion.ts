import type { LaneOptions } from '../../core/async/lane.ts';
import type { FloatTensor } from '../../runtime/tensor-data.ts';
import { toHeatMap, type HeatMap } from '../../math/heat-map.ts';
import type { StateGrid } from './attention-map.ts';
import { batchesOf } from '../../generation/row-batches.ts';

/** Above this many cells, square blocks of cells are occluded together. */
const mostBlocks = 64;

/** Scores a fixed outcome for image states `[rows, states, width]`: its log probability per row. */
export type ScoreStates = (states: FloatTensor, options: LaneOptions) => Promise<readonly number[]>;

/**
 * Heat map of the evidence for an outcome (occlusion, Zeiler & Fergus 2013, on image states): each cell is replaced by
 * the mean of all cells, and its heat is how much the outcome's log probability falls, 0 where it rises. No gradients
 * and no pixels: the image is not encoded again.
 *
 * @param together - whether several variants may run in one batch
 * @returns heat of the whole grid; cells of one block share its heat
 */
export async function occlude(
  states: FloatTensor,
  grid: StateGrid,
  score: ScoreStates,
  together: boolean,
  options: LaneOptions,
): Promise<HeatMap> {
  const [columns, rows] = grid.grid;
  const blocks = blocksOf(columns, rows);
  // The baseline: no block occluded.
  const variants: readonly (readonly number[])[] = [[], ...blocks];
  const scores: number[] = [];
  for (const batch of batchesOf(variants, together, states.data.byteLength))
    scores.push(...(await score(hideCells(states, grid.global, batch), options)));
  const data = new Float32Array(columns * rows);
  const [whole = 0, ...hidden] = scores;
  for (const [index, block] of blocks.entries())
    for (const cell of block) data[cell] = (whole - (hidden[index] ?? 0)) / block.length;
  return toHeatMap(data, columns, rows);
}

/** The cells of each block. */
function blocksOf(columns: number, rows: number): readonly (readonly number[])[] {
  const side = Math.ceil(Math.sqrt((columns * rows) / mostBlocks));
  const across = Math.ceil(columns / side);
  const blocks = new Map<number, number[]>();
  for (let cell = 0; cell < columns * rows; cell += 1) {
    const block = Math.floor(Math.floor(cell / columns) / side) * across + Math.floor((cell % columns) / side);
    blocks.set(block, [...(blocks.get(block) ?? []), cell]);
  }
  return [...blocks.values()];
}

/** A copy of `[1, states, width]` per variant, whose cells contain the mean of all cells. */
function hideCells(states: FloatTensor, global: number, variants: readonly (readonly number[])[]): FloatTensor {
  const [, count = 0, width = 0] = states.dims;
  const source = states.data;
  const mean = new Float32Array(width);
  for (let state = global; state < count; state += 1)
    for (let i = 0; i < width; i += 1) mean[i] = (mean[i] ?? 0) + (source[state * width + i] ?? 0) / (count - global);
  const data = new Float32Array(variants.length * source.length);
  for (const [row, cells] of variants.entries()) {
    data.set(source, row * source.length);
    for (const cell of cells) data.set(mean, row * source.length + (global + cell) * width);
  }
  return { type: 'float32', dims: [variants.length, count, width], data };
}
