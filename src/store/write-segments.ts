import { checksum } from '../math/checksum.ts';
import { segmentRows, type CollectionState, type WriteTx } from './schema.ts';

/**
 * Writes rows as new segments of at most {@link segmentRows} rows. `vectors` holds the unit vectors of `ids`, row after
 * row. Resolves with the state that is to be written, its segment numbers taken.
 */
export async function writeSegments(
  tx: WriteTx,
  state: CollectionState,
  ids: readonly string[],
  vectors: Float32Array,
): Promise<CollectionState> {
  const requests: Promise<unknown>[] = [];
  let number = state.nextSegment;
  for (let start = 0; start < ids.length; start += segmentRows) {
    const part = ids.slice(start, start + segmentRows);
    const bytes = vectors.slice(start * state.dims, (start + part.length) * state.dims).buffer;
    const head = { number, encoding: 'float32', ids: part, checksum: checksum(bytes) } as const;
    requests.push(tx.objectStore('segments').put(head), tx.objectStore('vectors').put(bytes, number));
    number += 1;
  }
  await Promise.all(requests);
  return { ...state, nextSegment: number };
}

/** Writes the state of the collection after a write, one version further. */
export async function writeState(tx: WriteTx, state: CollectionState): Promise<void> {
  await tx.objectStore('collection').put({ ...state, version: state.version + 1 }, 'state');
}

/** Removes whole segments. */
export async function dropSegments(tx: WriteTx, numbers: readonly number[]): Promise<void> {
  await Promise.all(
    numbers.flatMap((number) => [
      tx.objectStore('segments').delete(number),
      tx.objectStore('vectors').delete(number),
      tx.objectStore('tombstones').delete(number),
    ]),
  );
}
