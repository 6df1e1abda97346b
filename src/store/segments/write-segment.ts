import type { EncodedSegment } from '../format/encode-segment.ts';
import { toCodesRecord } from '../format/codes-record.ts';
import { hashId } from './id-index.ts';
import { encodeRowBlock, type RowRecord } from '../format/row-block.ts';
import { withBits } from '../format/row-bits.ts';
import type { CollectionState, Space, WriteTx } from '../format/schema.ts';
import { seal } from '../format/sealed.ts';
import type { Segment } from './segment.ts';
import { encodeHead } from '../format/segment-head.ts';
import type { WriteView } from './view.ts';

/** Centre and embedding space of the vectors of a segment. */
interface SegmentPlace {
  readonly centre: number;
  readonly space: number;
}

/** Writes rows as one new segment under `number`; `vectors` are their encoded vectors, in the same order. */
export async function writeSegment(
  tx: WriteTx,
  number: number,
  { centre, space }: SegmentPlace,
  rows: readonly RowRecord[],
  vectors: EncodedSegment,
): Promise<void> {
  const { codes, chunks, residualKind, chunkRows, mean } = vectors;
  const block = encodeRowBlock(rows);
  const head = encodeHead({
    rows: rows.length,
    bytes: codes.bytes.byteLength + block.byteLength + chunks.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
    centre,
    space,
    residualKind,
    chunkRows,
    sequences: [
      rows.reduce((lowest, { sequence }) => Math.min(lowest, sequence), Infinity),
      rows.reduce((highest, { sequence }) => Math.max(highest, sequence), 0),
    ],
    mean: Float32Array.from(mean),
    hashes: Uint32Array.from(rows, ({ id }) => hashId(id)),
    parts: partBits(rows),
  });
  await Promise.all([
    tx.objectStore('heads').put(head, number),
    tx.objectStore('codes').put(toCodesRecord(codes), number),
    tx.objectStore('rows').put(seal(block), number),
    ...chunks.map((chunk, i) => tx.objectStore('seconds').put(chunk, [number, i])),
  ]);
}

/** Rows that are further parts of items; undefined where there are none. */
function partBits(rows: readonly RowRecord[]): Uint8Array<ArrayBuffer> | undefined {
  const parts = rows.flatMap(({ isPart = false }, row) => (isPart ? [row] : []));
  return parts.length === 0 ? undefined : withBits(undefined, parts, rows.length);
}

/** Writes the state after a write and increments its version. */
export async function writeState(tx: WriteTx, { space, ...state }: CollectionState): Promise<void> {
  const own: Space = { ...state.spaces[space], model: state.model, dims: state.dims, centre: state.centre };
  const spaces = [...state.spaces.slice(0, space), own, ...state.spaces.slice(space + 1)];
  const primary = spaces[state.primary] ?? own;
  await tx.objectStore('collection').put({ ...state, ...primary, spaces, version: state.version + 1 }, 'state');
}

/**
 * Marks rows deleted. Drops segments without a live row, unless they still answer searches while rows move elsewhere.
 */
export async function markRowsDeleted(
  { tx, state: { target } }: Pick<WriteView, 'tx' | 'state'>,
  rowsBySegment: ReadonlyMap<Segment, readonly number[]>,
): Promise<void> {
  const mayGo = ({ space }: Segment): boolean => target === undefined || target === space;
  const gone = [...rowsBySegment].filter(([segment, rows]) => rows.length === segment.live && mayGo(segment));
  const going = new Set(gone.map(([segment]) => segment));
  const marked = [...rowsBySegment].filter(([segment]) => !going.has(segment));
  await Promise.all([
    dropSegments(
      tx,
      gone.map(([{ number }]) => number),
    ),
    ...marked.map(([segment, rows]) =>
      tx.objectStore('dead').put(seal(withBits(segment.deleted, rows, segment.rows).buffer), segment.number),
    ),
  ]);
}

/** Deletes segments. */
export async function dropSegments(tx: WriteTx, numbers: readonly number[]): Promise<void> {
  await Promise.all(
    numbers.flatMap((number) => [
      ...(['heads', 'codes', 'rows', 'dead'] as const).map((name) => tx.objectStore(name).delete(number)),
      tx.objectStore('seconds').delete(IDBKeyRange.bound([number], [number, []])),
    ]),
  );
}
