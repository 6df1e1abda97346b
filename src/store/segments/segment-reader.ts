import { tileBytes, type EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import type { CoarseCodes } from '../../vectors/kernels/vector-kernels.ts';
import { readCodesRecord, readCodesRecords } from '../format/codes-record.ts';
import { unpackArrays } from '../format/packed-arrays.ts';
import { RowBlock } from '../format/row-block.ts';
import { segmentRows } from '../format/schema.ts';
import { unseal } from '../format/sealed.ts';
import {
  decodeResiduals,
  joinResiduals,
  rowOfChunk,
  type ResidualChunk,
  type ResidualRow,
} from '../format/residual-chunks.ts';
import type { Segment } from './segment.ts';
import type { View } from './view.ts';

// All of these mark damaged parts of a segment and return undefined for them.

/** Reads ids and metadata of a segment. */
export async function readBlock({ tx, snapshot }: View, segment: Segment): Promise<RowBlock | undefined> {
  const known = snapshot.blocks.get(segment.number);
  if (known !== undefined || segment.damaged.has('rows')) return known;
  const bytes = unseal(await tx.objectStore('rows').get(segment.number));
  if (bytes === undefined) {
    segment.damaged.add('rows');
    return undefined;
  }
  const block = new RowBlock(bytes);
  snapshot.blocks.set(segment.number, block, bytes.byteLength);
  return block;
}

/** Reads ids and metadata of many segments, without damaged ones. */
export async function readBlocks(view: View, segments: Iterable<Segment>): Promise<ReadonlyMap<Segment, RowBlock>> {
  const blocks = await Promise.all(
    [...new Set(segments)].map(async (segment) => [segment, await readBlock(view, segment)] as const),
  );
  return new Map(blocks.flatMap(([segment, block]) => (block === undefined ? [] : [[segment, block]])));
}

/** Reads the residual record that contains a row. */
export async function readChunk(
  { tx, snapshot }: View,
  segment: Segment,
  row: number,
): Promise<ResidualChunk | undefined> {
  const key = chunkKey(segment, row);
  const known = snapshot.residualChunks.get(key);
  if (known !== undefined) return known;
  const read = decodeResiduals(await tx.objectStore('seconds').get([segment.number, key % segmentRows]));
  if (read === undefined) segment.damaged.add('residuals');
  else snapshot.residualChunks.set(key, read, read.residuals.byteLength + read.errors.byteLength);
  return read;
}

/** Cache key of the residual record that contains a row. */
export function chunkKey({ number, head }: Segment, row: number): number {
  // A segment has fewer records than rows.
  return number * segmentRows + Math.floor(row / (head?.chunkRows ?? 1));
}

/** Index of a row in its residual record. */
export function rowInChunk({ head }: Segment, row: number): number {
  return row % (head?.chunkRows ?? 1);
}

/** Cache key of a row. */
function rowKey({ number }: Segment, row: number): number {
  return number * segmentRows + row;
}

/** Residuals of a row, if cached. */
export function cachedResiduals(
  { snapshot }: Pick<View, 'snapshot'>,
  segment: Segment,
  row: number,
): ResidualRow | undefined {
  const chunk = snapshot.residualChunks.get(chunkKey(segment, row));
  if (chunk === undefined) return snapshot.residualRows.get(rowKey(segment, row));
  return rowOfChunk(chunk, rowInChunk(segment, row), segment.dims);
}

/** Caches the residuals of a single row, if not all records fit in the cache. */
export function cacheResiduals(
  { snapshot }: View,
  segment: Segment,
  row: number,
  { residuals, error }: ResidualRow,
): void {
  const key = rowKey(segment, row);
  if (snapshot.residualRows.get(key) !== undefined) return;
  // The object and its entry take about 200 more bytes.
  snapshot.residualRows.set(key, { residuals: residuals.slice(), error }, residuals.byteLength + 200);
}

/** Reads the coarse codes of a segment as stored. */
export async function readCoarseCodes({ tx }: View, segment: Segment): Promise<CoarseCodes | undefined> {
  if (segment.head === undefined) return undefined;
  return toCoarseCodes(await readCodesRecord(tx, segment.number), segment);
}

function toCoarseCodes(bytes: ArrayBuffer | undefined, segment: Segment): CoarseCodes | undefined {
  if (bytes === undefined || segment.head === undefined) {
    segment.damaged.add('codes');
    return undefined;
  }
  const [codes, scales, errors] = unpackArrays(bytes).arrays;
  const { rows, mean } = segment.head;
  return { rows, dims: segment.dims, mean, codes, scales, errors } as CoarseCodes; // as write-segment.ts packed them
}

/** Reads the coarse codes, cached for the next vector of this segment. */
async function readCodes(view: View, segment: Segment): Promise<CoarseCodes | undefined> {
  const known = view.snapshot.codes.get(segment.number);
  if (known !== undefined) return known;
  const plane = await readCoarseCodes(view, segment);
  if (plane !== undefined) view.snapshot.codes.set(segment.number, plane, plane.codes.byteLength);
  return plane;
}

/**
 * Reads the codes and residuals of a row and its neighbours in the same residual record; returns its index among them.
 */
export async function readNeighbours(
  view: View,
  segment: Segment,
  row: number,
): Promise<{ readonly encoded: EncodedRows; readonly row: number } | undefined> {
  const [codes, chunk] = await Promise.all([readCodes(view, segment), readChunk(view, segment, row)]);
  if (codes === undefined || chunk === undefined || segment.head === undefined) return undefined;
  const { chunkRows } = segment.head;
  const start = row - (row % chunkRows);
  const rows = chunk.errors.length;
  const { dims } = segment;
  const encoded: EncodedRows = {
    ...codes,
    rows,
    codes: codes.codes.subarray(tileBytes(start, dims), tileBytes(start + rows, dims)),
    scales: codes.scales.subarray(start, start + rows),
    errors: codes.errors.subarray(start, start + rows),
    residuals: chunk.residuals,
    residualErrors: chunk.errors,
  };
  return { encoded, row: row - start };
}

/** Reads codes and residuals of a segment. */
export async function readEncoded(view: View, segment: Segment): Promise<EncodedRows | undefined> {
  const { head } = segment;
  if (head === undefined) return undefined;
  const [codes, chunks] = await Promise.all([
    readCoarseCodes(view, segment),
    view.tx.objectStore('seconds').getAll(IDBKeyRange.bound([segment.number], [segment.number, []])),
  ]);
  const joined = joinResiduals(chunks, head);
  if (joined === undefined) {
    segment.damaged.add('residuals');
    return undefined;
  }
  if (codes === undefined) return undefined;
  return { ...codes, residuals: joined.residuals, residualErrors: joined.errors };
}

/** Loads missing coarse codes into the memory of the scan. */
export async function loadCodes({ tx, state, snapshot }: View): Promise<void> {
  const missing = snapshot.segments.filter(
    (segment) => segment.resident === undefined && segment.isIntact && segment.isOwn,
  );
  if (missing.length === 0) return;
  const resident = snapshot.resident(state);
  await readCodesRecords(tx, missing, (segment, bytes) => {
    const plane = toCoarseCodes(bytes, segment);
    // Another call may have added it meanwhile.
    if (plane !== undefined) segment.resident ??= resident.add(plane);
  });
}
