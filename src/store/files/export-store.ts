import { decodeRow } from '../../vectors/codes/decode-row.ts';
import { mergeRows } from '../../vectors/codes/merge-rows.ts';
import type { EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import type { Modality, Row } from '../contract/item.ts';
import { toLine } from './json-lines.ts';
import { npyHeader } from './npy.ts';
import { packArrays } from '../format/packed-arrays.ts';
import { encodeRowBlock, type RowRecord } from '../format/row-block.ts';
import { readBlock, readEncoded } from '../segments/segment-reader.ts';
import type { Segment } from '../segments/segment.ts';
import { modalitySpaces } from '../segments/spaces.ts';
import type { Collection } from '../collection/collection.ts';
import type { NpyFiles, StoreExportOptions } from '../contract/store.ts';
import { fileStart, frameParts, type Frame } from './store-file.ts';
import type { View } from '../segments/view.ts';

interface Part {
  readonly encoded: EncodedRows;
  readonly records: readonly RowRecord[];
  /** Model that made the vectors, if not the store's own. */
  readonly model: string | undefined;
  /** Modality whose space the vectors are in. */
  readonly modality: Modality | undefined;
}

/** Rows to export, by segment. */
type ChosenRows = readonly (readonly [Segment, readonly number[]])[];

/** Live rows of the model and of all modalities, further parts of items included. */
function liveRows({ snapshot, state }: View): ChosenRows {
  const modalities = modalitySpaces(state);
  return snapshot.segments
    .filter(({ live, isOwn, space }) => live > 0 && (isOwn || modalities.includes(space)))
    .map((segment): ChosenRows[number] => [segment, [...segment.liveRows()]]);
}

/** Live rows that are items: formats of one vector per item leave out further parts, and vectors of other lengths. */
function liveItems(view: View): ChosenRows {
  return liveRows(view)
    .filter(([{ isOwn }]) => isOwn)
    .map(([segment, rows]) => [segment, rows.filter((row) => !segment.isPart(row))]);
}

/** Yields the rows of each intact segment, one segment at a time in memory, all within one transaction. */
async function* readParts(view: View, chosen: ChosenRows): AsyncGenerator<Part> {
  for (const [segment, rows] of chosen) {
    const [block, encoded] = await Promise.all([readBlock(view, segment), readEncoded(view, segment)]);
    if (block === undefined || encoded === undefined) continue;
    const { model, modality } = segment.isOwn ? {} : { ...view.state.spaces[segment.space] };
    yield { encoded: mergeRows([{ encoded, rows }]), records: rows.map((row) => block.record(row)), model, modality };
  }
}

/** Exports everything in the store's own format, with vectors as stored. */
function exportFile(view: View, onRows: (rows: number) => void): Promise<Blob> {
  return exportRows(view, liveRows(view), onRows);
}

/** Exports selected rows in the store's own format, with vectors as stored. Leaves out rows of damaged segments. */
export async function exportRows(
  view: View,
  chosen: ChosenRows,
  onRows: (rows: number) => void = () => undefined,
): Promise<Blob> {
  const { dims, metric, model } = view.state;
  const count = chosen.reduce((sum, [, rows]) => sum + rows.length, 0);
  const frame = (about: Frame['about'], arrays: Parameters<typeof packArrays>[1] = []): Blob =>
    new Blob([...frameParts(packArrays(about, arrays))]);
  const parts: BlobPart[] = [fileStart(), frame({ kind: 'header', dims, metric, model, rows: count })];
  for await (const { encoded, records, model: other, modality } of readParts(view, chosen)) {
    const { mean, codes, scales, errors, residuals, residualErrors } = encoded;
    const rows = new Uint8Array(encodeRowBlock(records));
    const of = other === undefined ? {} : { model: other, ...(modality === undefined ? {} : { modality }) };
    const about = { kind: 'segment', rows: records.length, ...of } as const;
    parts.push(frame(about, [mean, codes, scales, errors, residuals, residualErrors, rows]));
    const thumbnails = await readThumbnails(view, records);
    if (thumbnails.entries.length > 0)
      parts.push(frame({ kind: 'thumbnails', entries: thumbnails.entries }, thumbnails.bytes));
    onRows(itemsIn(records));
  }
  parts.push(frame({ kind: 'end' }));
  return new Blob(parts, { type: 'application/octet-stream' });
}

function itemsIn(records: readonly RowRecord[]): number {
  return records.reduce((sum, { isPart = false }) => (isPart ? sum : sum + 1), 0);
}

async function readThumbnails(
  view: View,
  records: readonly RowRecord[],
): Promise<{ readonly entries: { readonly id: string; readonly type: string }[]; readonly bytes: Uint8Array[] }> {
  const items = records.filter(({ isPart = false }) => !isPart);
  const found = await Promise.all(items.map(({ id }) => view.tx.objectStore('thumbnails').get(id)));
  const entries = items.flatMap(({ id }, i) => (found[i] === undefined ? [] : [{ id, type: found[i].type }]));
  const bytes = found.flatMap((thumbnail) => (thumbnail === undefined ? [] : [new Uint8Array(thumbnail.bytes)]));
  return { entries, bytes };
}

/** Exports everything as JSON, one row per line. */
async function exportLines(view: View, onRows: (rows: number) => void): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const { encoded, records } of readParts(view, liveItems(view))) {
    const lines = records.map((record, row) => toLine({ ...record, vector: decodeRow(encoded, row) }));
    parts.push(new Blob([lines.join('')]));
    onRows(records.length);
  }
  return new Blob(parts, { type: 'application/jsonl' });
}

/** Exports vectors as a NumPy file of float32, and ids and metadata in the same order. */
async function exportNpy(view: View, onRows: (rows: number) => void): Promise<NpyFiles> {
  const { dims } = view.state;
  const vectors: BlobPart[] = [];
  const metadata: BlobPart[] = [];
  let rows = 0;
  for await (const { encoded, records } of readParts(view, liveItems(view))) {
    const floats = new Float32Array(records.length * dims);
    records.forEach((_, row) => decodeRow(encoded, row, floats.subarray(row * dims, (row + 1) * dims)));
    vectors.push(new Blob([floats]));
    const lines = records.map(({ id, metadata: facts }) => toLine({ id, metadata: facts } satisfies Row));
    metadata.push(new Blob([lines.join('')]));
    rows += records.length;
    onRows(records.length);
  }
  return {
    vectors: new Blob([npyHeader(rows, dims), ...vectors], { type: 'application/octet-stream' }),
    metadata: new Blob(metadata, { type: 'application/jsonl' }),
  };
}

const exporters = { onsight: exportFile, jsonl: exportLines, npy: exportNpy };

/** Exports the state of a collection at one moment, with progress. */
export function exportStore<F extends keyof typeof exporters>(
  collection: Collection,
  format: F,
  { signal, onProgress }: Pick<StoreExportOptions, 'signal' | 'onProgress'>,
): ReturnType<(typeof exporters)[F]> {
  const exporting = collection.read<Blob | NpyFiles>(
    async (view) => {
      const totalRows = view.snapshot.items;
      let doneRows = 0;
      const result = await exporters[format](view, (rows) => {
        doneRows += rows;
        onProgress?.({ phase: 'rows', doneRows, totalRows });
      });
      onProgress?.({ phase: 'done', doneRows, totalRows });
      return result;
    },
    { signal },
  );
  return exporting as ReturnType<(typeof exporters)[F]>; // the result of this format's exporter
}
