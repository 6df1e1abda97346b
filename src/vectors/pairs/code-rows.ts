import { largestCode, neutralCode } from '../codes/encoded-rows.ts';
import type { ResidentSegment } from '../kernels/vector-kernels.ts';
import { residentTile } from '../scan/resident-tile.ts';
import type { SketchParams } from './sketch-params.ts';
import type { Sketches } from './sketches.ts';

/** Relative rounding error of float64 sums of 4,096 products. */
const rounding = 2 ** -36;

/**
 * Copies the coarse codes of rows, x ~ centre + scale * codes, so that any two can be compared. Rows coded around
 * another mean are encoded again, and carry that error too. With y the decoded codes, E the error bound of y, and n,
 * reach and floor as for sketches (`sketch-segment.ts`):
 *
 *     y * y' + slack + slack' >= floor     slack = (n - |y|^2) / 2 + reach * E + E^2
 *     y * y' = scale * scale' * codes * codes' + part + part'     part = scale * codes * centre + |centre|^2 / 2
 *
 * Stored per row besides the codes: scale, and slack + part.
 */
export function codeRows(
  segment: ResidentSegment,
  { metric, reach }: SketchParams,
  { codes: all, codeBytes, facts, centre }: Sketches,
): (row: number, place: number) => void {
  const centreSquare = centre.reduce((sum, value) => sum + value * value, 0);
  return (row, place) => {
    const tile = residentTile(segment, row);
    if (tile === undefined) return;
    const codes = all.subarray(place * codeBytes, (place + 1) * codeBytes);
    const inTile = row % tile.rows;
    let scale = tile.scales[inTile]!;
    let error = tile.errors[inTile]!;
    for (let i = 0; i < codeBytes; i += 1) codes[i] = tile.codes[codeAt(inTile, i)]! - neutralCode;
    if (!isSame(tile.mean, centre)) {
      const anew = codeAnew(codes, scale, tile.mean, centre);
      scale = anew.scale;
      error += anew.error;
    }
    let [along, squares] = [0, 0];
    for (let i = 0; i < centre.length; i += 1) {
      along += codes[i]! * centre[i]!;
      squares += codes[i]! * codes[i]!;
    }
    const length = centreSquare + 2 * scale * along + scale * scale * squares;
    const size = centreSquare + scale * scale * squares;
    const longest = Math.sqrt(Math.max(0, length) + size * rounding) + error;
    const own = metric === 'euclidean' ? 0 : metric === 'cosine' ? 1 : longest * longest;
    const slack = (own - length) / 2 + reach * error + error * error;
    facts[2 * place] = scale;
    facts[2 * place + 1] = slack + scale * along + centreSquare / 2 + (size + 1e-30) * rounding;
  };
}

/** Offset of a code in its tile. */
function codeAt(inTile: number, i: number): number {
  return (i - (i % 16)) * 4 + inTile * 16 + (i % 16);
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a === b || a.every((value, i) => value === b[i]);
}

/** Encodes a row around another centre, in place; returns its new scale and the L2 error against the old codes. */
function codeAnew(
  codes: Int8Array,
  scale: number,
  mean: Float32Array,
  centre: Float32Array,
): { readonly scale: number; readonly error: number } {
  const deviations = Float64Array.from(centre, (value, i) => mean[i]! - value + scale * codes[i]!);
  const farthest = deviations.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const next = farthest / largestCode;
  let squared = 0;
  deviations.forEach((deviation, i) => {
    const code = next === 0 ? 0 : Math.round(deviation / next);
    codes[i] = code;
    squared += (deviation - next * code) ** 2;
  });
  return { scale: next, error: Math.sqrt(squared) * (1 + rounding) };
}
