import { decodeRow } from '../../vectors/codes/decode-row.ts';
import { mergeRows } from '../../vectors/codes/merge-rows.ts';
import type { EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import { encodeSegment } from '../format/encode-segment.ts';
import type { CollectionSnapshot } from './collection-snapshot.ts';
import type { SegmentSize } from './plan-merge.ts';
import type { RowRecord } from '../format/row-block.ts';
import { readBlock, readEncoded } from './segment-reader.ts';
import type { Segment } from './segment.ts';
import { modalitySpaces, ofSpace } from './spaces.ts';
import type { WriteView } from './view.ts';
import { writeSegments, type FreshRows } from './write-rows.ts';
import { dropSegments, writeSegment, writeState } from './write-segment.ts';

/**
 * Sizes of all segments that may be merged, those of each space together. Excludes damaged segments, which stay for a
 * later repair, segments of other models, and all segments while rows are being moved out of this space.
 */
export function mergeable({ state, segments }: CollectionSnapshot): readonly (readonly SegmentSize[])[] {
  if (state === undefined || (state.target !== undefined && state.target !== state.space)) return [];
  return [state.space, ...modalitySpaces(state)].map((space) =>
    segments
      .filter((segment) => segment.isIntact && segment.space === space)
      .map(({ number, rows, live }) => ({ number, rows, live })),
  );
}

interface Source {
  readonly segment: Segment;
  readonly encoded: EncodedRows;
  readonly liveRows: readonly number[];
  readonly records: readonly RowRecord[];
}

/** Rewrites the live rows of segments of one space into one new segment, in order, and drops the old ones. */
export async function mergeSegments(given: WriteView, numbers: readonly number[]): Promise<void> {
  const { tx, snapshot } = given;
  const chosen = snapshot.segments.filter(({ number }) => numbers.includes(number));
  const space = chosen[0]?.space ?? given.state.space;
  const state = space === given.state.space ? given.state : ofSpace(given.state, space);
  const view = { ...given, state };
  const read = await Promise.all(chosen.map((segment) => readSource(view, segment)));
  const sources = read.filter((source) => source !== undefined);
  const [first] = sources;
  if (first === undefined) return;
  const records = sources.flatMap((source) => source.records);
  const centres = new Set(sources.map(({ segment }) => segment.head?.centre));
  const centre = first.segment.head?.centre;
  let next = state;
  if (records.length > 0 && centres.size === 1 && centre !== undefined) {
    const parts = sources.map(({ encoded, liveRows }) => ({ encoded, rows: liveRows }));
    await writeSegment(tx, state.nextSegment, { centre, space: state.space }, records, encodeSegment(mergeRows(parts)));
    next = { ...state, nextSegment: state.nextSegment + 1 };
  } else if (records.length > 0) {
    // The segments have different means, so encode again around one. Errors add up; float32 stays float32.
    const exact = sources.some(({ encoded }) => encoded.residuals instanceof Float32Array);
    const written = writeSegments(view, { rows: records, ...decodeAll(sources, state.dims) }, exact);
    await written.requests;
    next = written.state;
  }
  await dropSegments(
    tx,
    sources.map(({ segment }) => segment.number),
  );
  await writeState(tx, next);
}

async function readSource(view: WriteView, segment: Segment): Promise<Source | undefined> {
  const liveRows = [...segment.liveRows()];
  const [block, encoded] = await Promise.all([readBlock(view, segment), readEncoded(view, segment)]);
  if (block === undefined || encoded === undefined) return undefined;
  return { segment, encoded, liveRows, records: liveRows.map((row) => block.record(row)) };
}

function decodeAll(sources: readonly Source[], dims: number): Pick<FreshRows, 'vectors' | 'before'> {
  const rows = sources.reduce((sum, { liveRows }) => sum + liveRows.length, 0);
  const vectors = new Float32Array(rows * dims);
  const before = new Float32Array(rows);
  let at = 0;
  for (const { encoded, liveRows } of sources) {
    for (const row of liveRows) {
      decodeRow(encoded, row, vectors.subarray(at * dims, (at + 1) * dims));
      before[at] = encoded.residualErrors[row] ?? 0;
      at += 1;
    }
  }
  return { vectors, before };
}
