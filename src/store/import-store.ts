import type { EncodedRows } from '../math/vector-codes/encoded-rows.ts';
import { OnsightError } from '../core/errors.ts';
import type { Collection } from './collection.ts';
import { importSegment, type ImportedCentre } from './import-segment.ts';
import type { NewRow, StoredThumbnail } from './item.ts';
import { readLines } from './json-lines.ts';
import { isNpy, openNpy } from './npy.ts';
import { checkAgainst, type MetadataSchema } from './metadata-schema.ts';
import { RowBlock } from './row-block.ts';
import type { NpyFiles, StoreImportOptions, StoreImportResult } from './store.ts';
import { isStoreFile, readFrames, type Frame } from './store-file.ts';

/** Where imported rows go. */
export interface ImportTarget {
  readonly collection: Collection;
  readonly schema: MetadataSchema | undefined;
  /** Adds rows as `addMany` does. */
  readonly addMany: (rows: AsyncIterable<NewRow>) => Promise<StoreImportResult>;
}

/**
 * Adds the rows of a file, a batch at a time in memory and on disk.
 *
 * @throws OnsightError `import-failed`, `dimension-mismatch`, `model-mismatch`; TypeError for rows that do not suit
 */
export async function importFile(
  target: ImportTarget,
  file: Blob | NpyFiles,
  options: StoreImportOptions,
): Promise<StoreImportResult> {
  const store = target.collection.expected.name;
  if (!(file instanceof Blob)) return target.addMany(npyRows(file.vectors, file.metadata, store, target.schema));
  if (await isStoreFile(file)) return importOwn(target, file, options);
  if (await isNpy(file)) return target.addMany(npyRows(file, undefined, store, target.schema));
  return target.addMany(lineRows(file, store, target.schema));
}

async function* lineRows(file: Blob, store: string, schema: MetadataSchema | undefined): AsyncGenerator<NewRow> {
  for await (const row of readLines(file, store, schema)) yield { ...row, vector: row.vector ?? [] };
}

/** Vectors that are read together. */
const npyBatch = 1_024;

async function* npyRows(
  vectors: Blob,
  metadata: Blob | undefined,
  store: string,
  schema: MetadataSchema | undefined,
): AsyncGenerator<NewRow> {
  const npy = await openNpy(vectors, store);
  const lines = metadata === undefined ? undefined : readLines(metadata, store, schema);
  for (let start = 0; start < npy.rows; start += npyBatch) {
    const end = Math.min(npy.rows, start + npyBatch);
    const floats = await npy.read(start, end);
    for (let row = 0; row < end - start; row += 1) {
      const vector = floats.subarray(row * npy.dims, (row + 1) * npy.dims);
      const line = await lines?.next();
      if (line?.done === true) {
        const reason = `there are ${npy.rows} vectors but only ${start + row} lines of metadata`;
        throw new OnsightError('import-failed', { store, reason });
      }
      yield { ...line?.value, vector };
    }
  }
}

async function importOwn(
  { collection, schema }: ImportTarget,
  file: Blob,
  { replace = false, signal, onProgress }: StoreImportOptions,
): Promise<StoreImportResult> {
  const { expected } = collection;
  const fail = (reason: string): OnsightError => new OnsightError('import-failed', { store: expected.name, reason });
  let [added, existing, totalRows] = [0, 0, 0];
  let centre: ImportedCentre | undefined;
  let ended = false;
  let held: Segment | undefined;
  const write = async (thumbnails: ReadonlyMap<string, StoredThumbnail>): Promise<void> => {
    if (held === undefined) return;
    const part = { ...held, thumbnails, replace, centre };
    const neededBytes = 2 * held.encoded.codes.length;
    const done = await collection.write((view) => importSegment(view, part), { signal, neededBytes });
    held = undefined;
    centre = done.centre;
    added += done.added;
    existing += done.existing;
    collection.wrote();
    onProgress?.({ phase: 'rows', doneRows: added + existing, totalRows });
  };
  for await (const { about, arrays } of readFrames(file, expected.name)) {
    if (about.kind === 'header') {
      totalRows = about.rows;
      if (about.dims !== expected.dims)
        throw new OnsightError('dimension-mismatch', { expected: expected.dims, actual: about.dims });
      if (about.metric !== expected.metric) throw fail(`it was made for the metric "${about.metric}"`);
      if (about.model !== expected.model)
        throw new OnsightError('model-mismatch', {
          store: expected.name,
          expected: expected.model,
          actual: about.model,
        });
    } else if (about.kind === 'thumbnails') {
      const entries = about.entries.map(({ id, type }, i): [string, StoredThumbnail] => {
        return [id, { type, bytes: Uint8Array.from(arrays[i] ?? []).buffer }];
      });
      await write(new Map(entries));
    } else {
      await write(new Map());
      if (about.kind === 'segment') held = toSegment(arrays, about.rows, expected.dims, schema);
      else ended = true;
    }
  }
  if (!ended) throw fail('the file is cut');
  onProgress?.({ phase: 'done', doneRows: added + existing, totalRows });
  return { added, existing };
}

type Segment = Pick<Parameters<typeof importSegment>[1], 'encoded' | 'records'>;

function toSegment(arrays: Frame['arrays'], rows: number, dims: number, schema: MetadataSchema | undefined): Segment {
  const [mean, codes, scales, errors, second, secondErrors, block] = arrays;
  const encoded = { rows, dims, mean, codes, scales, errors, second, secondErrors } as EncodedRows; // as exportFile wrote
  const opened = new RowBlock(Uint8Array.from(block ?? []).buffer);
  const records = Array.from({ length: rows }, (_, row) => opened.record(row));
  if (schema !== undefined) for (const { metadata } of records) checkAgainst(schema, metadata);
  return { encoded, records };
}
