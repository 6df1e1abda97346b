import { OnsightError, reasonOf } from '../../core/errors.ts';
import { inBatches } from '../../core/async/in-batches.ts';
import { checkRows, type RowFormat } from '../contract/check-rows.ts';
import type { NewRow } from '../contract/item.ts';
import { readLines, type LineRow } from './json-lines.ts';
import type { MetadataSchema } from '../contract/metadata-schema.ts';
import type { NpyFile } from './npy.ts';

/** A row of a file and its number there, from 1. */
export type FileRow = NewRow & { readonly number: number };

/** The rows of JSON lines. */
export async function* lineRows(
  file: Blob,
  store: string,
  schema: MetadataSchema | undefined,
): AsyncGenerator<FileRow> {
  for await (const row of readLines(file, store, schema)) yield { ...row, vector: row.vector ?? [] };
}

/** Vectors that are read together. */
const npyBatch = 1_024;

/** The vectors of a NumPy file, with what `lines` say of each. */
export async function* npyRows(npy: NpyFile, lines: AsyncGenerator<LineRow> | undefined): AsyncGenerator<FileRow> {
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

/** What is said of a row that may not be stored. */
export interface RowPlace {
  readonly store: string;
  /** What the rows are counted in. */
  readonly unit: 'line' | 'row';
}

/** Rows that are checked together. */
const checkedTogether = 256;

/**
 * The rows of a file, up to the first that may not be stored.
 *
 * @throws OnsightError `import-failed`, `dimension-mismatch` with the place of that row
 */
export async function* soundRows(
  rows: AsyncGenerator<FileRow>,
  format: RowFormat,
  at: RowPlace,
): AsyncGenerator<NewRow> {
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

/** Whether a file is a ZIP, as NumPy's .npz are. */
export async function isArchive(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4).text()) === 'PK\x03\x04';
}
