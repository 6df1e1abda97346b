import type { EncodedRows } from '../math/vector-codes/encoded-rows.ts';
import { hashId } from './id-index.ts';
import { packArrays } from './packed-arrays.ts';
import { encodeRows, type RowRecord } from './row-block.ts';
import { withBits } from './row-bits.ts';
import type { CollectionState, WriteTx } from './schema.ts';
import { seal } from './sealed.ts';
import { chunkRowsFor, encodeSecond } from './second-plane.ts';
import type { Segment } from './segment.ts';
import { encodeHead } from './segment-head.ts';

/** Writes rows as one new segment under `number`; `encoded` are their vectors, row by row, around the mean `centre`. */
export async function writeSegment(
  tx: WriteTx,
  number: number,
  centre: number,
  rows: readonly RowRecord[],
  encoded: EncodedRows,
): Promise<void> {
  const { second, codes, scales, errors, mean } = encoded;
  const chunkRows = chunkRowsFor(second.BYTES_PER_ELEMENT * encoded.dims + 4);
  const head = encodeHead({
    rows: rows.length,
    centre,
    second: second instanceof Float32Array ? 'float32' : 'residual',
    chunkRows,
    sequences: [
      rows.reduce((lowest, { sequence }) => Math.min(lowest, sequence), Infinity),
      rows.reduce((highest, { sequence }) => Math.max(highest, sequence), 0),
    ],
    mean: Float32Array.from(mean),
    hashes: Uint32Array.from(rows, ({ id }) => hashId(id)),
  });
  await Promise.all([
    tx.objectStore('heads').put(head, number),
    tx.objectStore('codes').put(seal(packArrays(null, [codes, scales, errors])), number),
    tx.objectStore('rows').put(seal(encodeRows(rows)), number),
    ...encodeSecond(encoded, chunkRows).map((chunk, i) => tx.objectStore('seconds').put(chunk, [number, i])),
  ]);
}

/** Writes the state of the collection after a write, one version further. */
export async function writeState(tx: WriteTx, state: CollectionState): Promise<void> {
  await tx.objectStore('collection').put({ ...state, version: state.version + 1 }, 'state');
}

/** Marks rows dead; a segment without a living row goes. */
export async function buryRows(tx: WriteTx, dying: ReadonlyMap<Segment, readonly number[]>): Promise<void> {
  const gone = [...dying].filter(([segment, rows]) => rows.length === segment.live);
  const marked = [...dying].filter(([segment, rows]) => rows.length < segment.live);
  await Promise.all([
    dropSegments(
      tx,
      gone.map(([{ number }]) => number),
    ),
    ...marked.map(([segment, rows]) =>
      tx.objectStore('dead').put(seal(withBits(segment.dead, rows, segment.rows).buffer), segment.number),
    ),
  ]);
}

/** Removes whole segments. */
export async function dropSegments(tx: WriteTx, numbers: readonly number[]): Promise<void> {
  await Promise.all(
    numbers.flatMap((number) => [
      ...(['heads', 'codes', 'rows', 'dead'] as const).map((name) => tx.objectStore(name).delete(number)),
      tx.objectStore('seconds').delete(IDBKeyRange.bound([number], [number, []])),
    ]),
  );
}
