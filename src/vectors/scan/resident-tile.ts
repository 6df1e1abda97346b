import { paddedDims, tileRows } from '../codes/encoded-rows.ts';
import { ArenaSegment } from './resident-segment.ts';
import type { CoarseCodes, ResidentSegment } from '../kernels/vector-kernels.ts';

/**
 * Coarse codes of the four rows of a tile, as views of the arena: use them before the next await. Undefined if the
 * segment was removed.
 */
export function residentTile(segment: ResidentSegment, row: number): CoarseCodes | undefined {
  if (!(segment instanceof ArenaSegment) || segment.allocation === undefined) return undefined;
  const { buffer } = segment.allocation.arena.engine;
  const { mean } = segment;
  const padded = paddedDims(mean.length);
  const first = row - (row % tileRows);
  return {
    rows: tileRows,
    dims: mean.length,
    mean,
    codes: new Uint8Array(buffer, segment.codes + first * padded, tileRows * padded),
    scales: new Float32Array(buffer, segment.scales + 4 * first, tileRows),
    errors: new Float32Array(buffer, segment.errors + 4 * first, tileRows),
  };
}
