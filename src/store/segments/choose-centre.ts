import { meanOfRows } from '../../vectors/codes/mean-of-rows.ts';
import type { Centre } from '../format/schema.ts';

/** A mean of fewer rows than this is provisional: a batch four times as large makes a better one. */
const enoughRows = 4_096;
/** A batch of fewer rows says little of where a collection goes. */
const tellingRows = 512;
/** Codes off centre by this share of the rows' own spread lose a quarter of a bit. */
const mostDrift = 0.5;

/**
 * What the codes of new rows are to be centred on: the mean so far, or that of the new rows where it is taken of many
 * more, or where the rows have drifted away from it (first cats, then cars). The scores do not depend on it, only how
 * many rows a search has to look at twice.
 */
export function chooseCentre(current: Centre | undefined, vectors: Float32Array, dims: number): Centre {
  const rows = vectors.length / dims;
  const fresh = (): Centre => ({ id: (current?.id ?? -1) + 1, mean: meanOfRows(vectors, dims), rows });
  if (current?.mean.length !== dims) return fresh();
  if (current.rows < enoughRows && rows >= 4 * current.rows) return fresh();
  if (rows < tellingRows) return current;
  const sample = everyNth(vectors, dims, Math.floor(rows / tellingRows));
  const mean = meanOfRows(sample, dims);
  const spread = Math.sqrt(meanSquare(sample, mean));
  const drift = Math.sqrt(meanSquare(mean, current.mean));
  return drift > mostDrift * spread ? fresh() : current;
}

/** Every nth row: as many as tell where the rows lie, at a fraction of the time that all of them take. */
function everyNth(vectors: Float32Array, dims: number, nth: number): Float32Array {
  if (nth === 1) return vectors;
  const sample = new Float32Array(Math.ceil(vectors.length / (dims * nth)) * dims);
  for (let to = 0; to < sample.length; to += dims) {
    sample.set(vectors.subarray(to * nth, to * nth + dims), to);
  }
  return sample;
}

/** Mean over the rows of their squared distance to `centre`. */
function meanSquare(vectors: Float32Array, centre: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < vectors.length; at += centre.length) {
    for (let i = 0; i < centre.length; i += 1) sum += ((vectors[at + i] ?? 0) - (centre[i] ?? 0)) ** 2;
  }
  return sum / Math.max(1, vectors.length / centre.length);
}
