import { loadVectors, type Mirror, type Segment } from './mirror.ts';
import { hasBit } from './row-bits.ts';
import type { CollectionState, WriteTx } from './schema.ts';
import { dropSegments, writeSegments, writeState } from './write-segments.ts';

/** The sizes of all segments that may be merged: a damaged one stays as it is, for its rows to be saved some day. */
export function mergeable(mirror: Mirror): readonly { number: number; rows: number; live: number }[] {
  return mirror.segments
    .filter(({ vectors }) => vectors !== 'damaged')
    .map(({ head, live }) => ({ number: head.number, rows: head.ids.length, live }));
}

/** Rewrites the live rows of segments into one new segment, in their order, and drops the old ones. */
export async function mergeSegments(
  tx: WriteTx,
  mirror: Mirror,
  state: CollectionState,
  numbers: readonly number[],
): Promise<void> {
  const chosen = mirror.segments.filter(({ head }) => numbers.includes(head.number));
  await loadVectors(tx, chosen, state.dims);
  const sources = chosen.filter(({ vectors }) => vectors !== 'damaged');
  const ids = sources.flatMap(({ head, dead }) => head.ids.filter((_, row) => !hasBit(dead, row)));
  const vectors = new Float32Array(ids.length * state.dims);
  let at = 0;
  for (const source of sources) at = copyLive(source, state.dims, vectors, at);
  const next = await writeSegments(tx, state, ids, vectors);
  await dropSegments(
    tx,
    sources.map(({ head }) => head.number),
  );
  await writeState(tx, next);
}

function copyLive({ head, dead, vectors }: Segment, dims: number, target: Float32Array, start: number): number {
  let at = start;
  if (!(vectors instanceof Float32Array)) return at;
  for (let row = 0; row < head.ids.length; row += 1) {
    if (hasBit(dead, row)) continue;
    target.set(vectors.subarray(row * dims, (row + 1) * dims), at);
    at += dims;
  }
  return at;
}
