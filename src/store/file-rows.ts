import { OnsightError } from '../core/errors.ts';
import { checkRows, type RowRules } from './check-rows.ts';
import type { NewRow } from './item.ts';
import { readLines, type LineRow } from './json-lines.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import type { NpyFile } from './npy.ts';
import type { StoreImportResult } from './store.ts';

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

/** A file as rows. */
interface RowSource {
  readonly store: string;
  /** What the rows are counted in. */
  readonly unit: 'line' | 'row';
  /** The rows from the first on; may be called again. */
  readonly read: () => AsyncGenerator<FileRow>;
}

/**
 * Adds the rows of a file.
 *
 * @throws OnsightError `import-failed`, `dimension-mismatch` with the place of the first row that may not be stored
 */
export async function importRows(
  {
    addMany,
    rules,
  }: { readonly addMany: (rows: AsyncIterable<NewRow>) => Promise<StoreImportResult>; readonly rules: RowRules },
  { store, unit, read }: RowSource,
): Promise<StoreImportResult> {
  try {
    return await addMany(read());
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError || OnsightError.is(error, 'dimension-mismatch')))
      throw error;
    // Rows are checked many at a time. Only a file with a bad one is read again, row by row, to find out which.
    for await (const row of read()) checkPlaced(row, rules, { store, place: `${unit} ${row.number}` });
    throw error;
  }
}

function checkPlaced(
  row: NewRow,
  rules: RowRules,
  { store, place }: { readonly store: string; readonly place: string },
): void {
  try {
    checkRows([row], rules);
  } catch (cause) {
    if (OnsightError.is(cause, 'dimension-mismatch'))
      throw new OnsightError('dimension-mismatch', { ...cause.details, of: place }, { cause });
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new OnsightError('import-failed', { store, reason: `${place}: ${said.replace(/\.$/, '')}` }, { cause });
  }
}

/** Whether a file is a ZIP, as NumPy's .npz are. */
export async function isArchive(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4).text()) === 'PK\x03\x04';
}
