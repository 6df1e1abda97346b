import type { EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import { inBatches } from '../../core/async/in-batches.ts';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import { checkRows, type RowFormat } from '../contract/check-rows.ts';
import type { Collection } from '../collection/collection.ts';
import { importSegment } from './import-segment.ts';
import type { NewRow, StoredThumbnail } from '../contract/item.ts';
import { countLines, readLines, type LineRow } from './json-lines.ts';
import { checkAgainst, type MetadataSchema } from '../contract/metadata-schema.ts';
import { describeValue, isPlainObject } from '../contract/metadata-value.ts';
import { isNpy, openNpy, type NpyFile } from './npy.ts';
import { RowBlock } from '../format/row-block.ts';
import type { NpyFiles, StoreImportOptions, StoreImportResult } from '../contract/store.ts';
import { isStoreFile, readFrames, type Frame } from './store-file.ts';

/** Destination of imported rows. */
interface ImportTarget {
  readonly collection: Collection;
  readonly format: RowFormat;
  /** Adds rows as `addMany` does. */
  readonly addMany: (rows: AsyncIterable<NewRow>) => Promise<StoreImportResult>;
  /** Restores the former positions of rows from the store's own format. @defaultValue false */
  readonly keepPlaces?: boolean;
}

/**
 * Adds the rows of a file, one batch at a time in memory and on disk.
 *
 * @throws OnsightError `import-failed`, `dimension-mismatch`, `model-mismatch`; TypeError if `file` is not a file
 */
export async function importFile(
  target: ImportTarget,
  file: Blob | NpyFiles,
  options: StoreImportOptions,
): Promise<StoreImportResult> {
  const store = target.collection.expected.name;
  if (!(file instanceof Blob)) {
    checkFiles(file);
    return importNpy(target, file, store);
  }
  if (await isStoreFile(file)) return importOwn(target, file, options);
  if (await isNpy(file)) return importNpy(target, { vectors: file }, store);
  if (await isArchive(file)) {
    const reason = 'it is an archive (.npz or .zip); import what is in it, file by file';
    throw new OnsightError('import-failed', { store, reason });
  }
  const rows = lineRows(file, store, target.format.schema);
  return target.addMany(soundRows(rows, target.format, { store, unit: 'line' }));
}

async function importNpy(target: ImportTarget, files: NpyFiles, store: string): Promise<StoreImportResult> {
  const npy = await openNpy(files.vectors, store);
  const { dims: expected, schema } = target.format;
  if (npy.dims !== expected) throw new OnsightError('dimension-mismatch', { expected, actual: npy.dims });
  const lines = files.metadata && (await countLines(files.metadata, store));
  if (lines !== undefined && lines !== npy.rows) {
    const reason = `it has ${npy.rows} vectors but ${lines} lines of metadata; expected one line per vector`;
    throw new OnsightError('import-failed', { store, reason });
  }
  const rows = npyRows(npy, files.metadata && readLines(files.metadata, store, schema));
  return target.addMany(soundRows(rows, target.format, { store, unit: 'row' }));
}

function checkFiles(files: NpyFiles): void {
  const given: unknown = files;
  const { vectors, metadata } = isPlainObject(given) ? given : {};
  if (vectors instanceof Blob && (metadata === undefined || metadata instanceof Blob)) return;
  throw new TypeError(
    `Expected \`file\` to be a Blob or \`{ vectors: Blob, metadata?: Blob }\`, got ${describeValue(given)}.`,
  );
}

async function importOwn(
  { collection, format: { schema }, keepPlaces = false }: ImportTarget,
  file: Blob,
  { replace = false, signal, onProgress }: StoreImportOptions,
): Promise<StoreImportResult> {
  const { expected } = collection;
  const fail = (reason: string): OnsightError => new OnsightError('import-failed', { store: expected.name, reason });
  let [added, existing, totalRows] = [0, 0, 0];
  let centre: Awaited<ReturnType<typeof importSegment>>['centre'] | undefined;
  let ended = false;
  let held: Segment | undefined;
  const write = async (thumbnails: ReadonlyMap<string, StoredThumbnail>): Promise<void> => {
    if (held === undefined) return;
    const part = { ...held, thumbnails, replace, keepPlaces, centre };
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
      if (about.metric !== expected.metric)
        throw fail(`it has the metric "${about.metric}", but the store has "${expected.metric}"`);
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
      if (about.kind === 'segment') {
        const { model, modality } = about;
        held = { ...toSegment(arrays, about.rows, schema), model, modality };
      } else ended = true;
    }
  }
  if (!ended) throw fail('the file is truncated');
  onProgress?.({ phase: 'done', doneRows: added + existing, totalRows });
  return { added, existing };
}

type Segment = Pick<Parameters<typeof importSegment>[1], 'encoded' | 'records' | 'model' | 'modality'>;

function toSegment(
  arrays: Frame['arrays'],
  rows: number,
  schema: MetadataSchema | undefined,
): Pick<Segment, 'encoded' | 'records'> {
  const [mean, codes, scales, errors, residuals, residualErrors, block] = arrays;
  const dims = mean?.length ?? 0;
  const encoded = { rows, dims, mean, codes, scales, errors, residuals, residualErrors } as EncodedRows; // as exportFile wrote
  const opened = new RowBlock(Uint8Array.from(block ?? []).buffer);
  const records = Array.from({ length: rows }, (_, row) => opened.record(row));
  if (schema !== undefined) for (const { metadata } of records) checkAgainst(schema, metadata);
  return { encoded, records };
}

/** A row of a file and its number there, from 1. */
type FileRow = NewRow & { readonly number: number };

/** Yields the rows of JSON lines. */
async function* lineRows(file: Blob, store: string, schema: MetadataSchema | undefined): AsyncGenerator<FileRow> {
  for await (const { vector, ...row } of readLines(file, store, schema)) {
    if (vector === undefined)
      throw new OnsightError('import-failed', { store, reason: `line ${row.number} has no \`vector\`` });
    yield { ...row, vector };
  }
}

/** Vectors to read at a time. */
const npyBatch = 1_024;

/** Yields the vectors of a NumPy file, merged with their lines. */
async function* npyRows(npy: NpyFile, lines: AsyncGenerator<LineRow> | undefined): AsyncGenerator<FileRow> {
  for (let start = 0; start < npy.rows; start += npyBatch) {
    const end = Math.min(npy.rows, start + npyBatch);
    const floats = await npy.read(start, end);
    for (let row = 0; row < end - start; row += 1) {
      const vector = floats.subarray(row * npy.dims, (row + 1) * npy.dims);
      const line = await lines?.next();
      yield { ...(line?.done === true ? {} : line?.value), vector, number: start + row + 1 };
    }
  }
}

/** Names the position of an invalid row in messages. */
interface RowPlace {
  readonly store: string;
  /** Unit of row numbers. */
  readonly unit: 'line' | 'row';
}

/** Rows to check at a time. */
const checkedTogether = 256;

/**
 * Yields the rows of a file up to the first invalid one.
 *
 * @throws OnsightError `import-failed`, `dimension-mismatch` with the position of that row
 */
async function* soundRows(rows: AsyncGenerator<FileRow>, format: RowFormat, at: RowPlace): AsyncGenerator<NewRow> {
  for await (const batch of inBatches(rows, checkedTogether)) {
    try {
      checkRows(batch, format);
    } catch (error) {
      for (const row of batch) {
        checkPlaced(row, format, at);
        yield row;
      }
      throw error;
    }
    yield* batch;
  }
}

function checkPlaced(row: FileRow, format: RowFormat, { store, unit }: RowPlace): void {
  try {
    checkRows([row], format);
  } catch (cause) {
    const place = `${unit} ${row.number}`;
    if (OnsightError.is(cause, 'dimension-mismatch'))
      throw new OnsightError('dimension-mismatch', { ...cause.details, of: place }, { cause });
    const reason = `${place}: ${reasonOf(cause)}`;
    throw new OnsightError('import-failed', { store, reason }, { cause });
  }
}

/** True if a file is a ZIP archive, as .npz files are. */
async function isArchive(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4).text()) === 'PK\x03\x04';
}
