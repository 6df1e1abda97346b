import { decodeRow } from '../../vectors/codes/decode-row.ts';
import { readBlock, readEncoded, readCoarseCodes } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import type { DamagedSegment, VerifyReport } from '../contract/store.ts';
import type { View, WriteView } from '../segments/view.ts';
import { dropSegments, writeState } from '../segments/write-segment.ts';
import { writeSegments } from '../segments/write-rows.ts';

/** Reads all segments again and compares them with their checksums. */
export async function verifyStore(view: View): Promise<VerifyReport> {
  const damaged: DamagedSegment[] = [];
  const { segments } = view.snapshot;
  let rows = 0;
  // One at a time, because a segment with residuals may take tens of megabytes.
  for (const segment of segments) {
    const report = await verifySegment(view, segment);
    if (report === undefined) rows += segment.liveItems;
    else damaged.push(report);
  }
  return { ok: damaged.length === 0, rows, segments: segments.length, damaged };
}

async function verifySegment(view: View, segment: Segment): Promise<DamagedSegment | undefined> {
  view.snapshot.blocks.delete(segment.number);
  const block = await readBlock(view, segment);
  await readEncoded(view, segment);
  if (segment.isIntact) return undefined;
  const liveRows = [...segment.liveRows()];
  return {
    segment: segment.number,
    rows: segment.liveItems,
    parts: [...segment.damaged],
    ids: block === undefined ? [] : liveRows.filter((row) => !segment.isPart(row)).map((row) => block.id(row)),
    saves: await whatIsLeft(view, segment),
  };
}

async function whatIsLeft(view: View, segment: Segment): Promise<DamagedSegment['saves']> {
  const { damaged, head } = segment;
  if (damaged.has('rows') || damaged.has('head') || damaged.has('deleted')) return 'nothing';
  if (damaged.has('codes')) return 'metadata';
  return head !== undefined && (await readCoarseCodes(view, segment)) !== undefined ? 'coarse vectors' : 'metadata';
}

/** Rewrites the recoverable rows of damaged segments and drops the rest. Resolves with the ids of lost rows. */
export async function repairStore(view: WriteView, damaged: readonly DamagedSegment[]): Promise<readonly string[]> {
  const lost: string[] = [];
  let { state } = view;
  for (const { segment: number, saves, ids } of damaged) {
    const segment = view.snapshot.segments.find((each) => each.number === number);
    if (segment === undefined) continue;
    const block = await readBlock(view, segment);
    const plane = saves === 'coarse vectors' ? await readCoarseCodes(view, segment) : undefined;
    if (block === undefined || plane === undefined) lost.push(...ids);
    else {
      const liveRows = [...segment.liveRows()];
      const { dims } = state;
      const residuals = new Int8Array(plane.rows * dims);
      const encoded = { ...plane, residuals, residualErrors: plane.errors };
      const vectors = new Float32Array(liveRows.length * dims);
      liveRows.forEach((row, i) => decodeRow(encoded, row, vectors.subarray(i * dims, (i + 1) * dims)));
      const rows = liveRows.map((row) => block.record(row));
      const written = writeSegments({ ...view, state }, { rows, vectors }, false);
      await written.requests;
      state = written.state;
    }
    await dropSegments(view.tx, [number]);
  }
  await Promise.all(lost.map((id) => view.tx.objectStore('thumbnails').delete(id)));
  await writeState(view.tx, state);
  return lost;
}
