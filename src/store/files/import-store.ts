import type { EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import { OnsightError } from '../../core/errors.ts';
import type { RowFormat } from '../contract/check-rows.ts';
import type { Collection } from '../collection/collection.ts';
import { importSegment, type ImportedCentre } from './import-segment.ts';
import type { NewRow, StoredThumbnail } from '../contract/item.ts';
import { isArchive, lineRows, npyRows, soundRows } from './file-rows.ts';
import { countLines, readLines } from './json-lines.ts';
import { checkAgainst, type MetadataSchema } from '../contract/metadata-schema.ts';
import { describeValue, isPlainObject } from '../contract/metadata-value.ts';
import { isNpy, openNpy } from './npy.ts';
import { RowBlock } from '../format/row-block.ts';
import type { NpyFiles, StoreImportOptions, StoreImportResult } from '../contract/store.ts';
import { isStoreFile, readFrames, type Frame } from './store-file.ts';

/** Where imported rows go. */
export interface ImportTarget {
  readonly collection: Collection;
  readonly format: RowFormat;
  /** Adds rows as `addMany` does. */
  readonly addMany: (rows: AsyncIterable<NewRow>) => Promise<StoreImportResult>;
  /** Whether rows of a file of our own get back the place in the order that they had. @defaultValue false */
  readonly keepPlaces?: boolean;
}

/**
 * Adds the rows of a file, a batch at a time in memory and on disk.
 *
 * @throws OnsightError `import-failed`, `dimension-mismatch`, `model-mismatch`; TypeError for what is no file
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
    const reason = `there are ${npy.rows} vectors but ${lines} lines of metadata`;
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
  let centre: ImportedCentre | undefined;
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
      if (about.kind === 'segment') held = { ...toSegment(arrays, about.rows, schema), model: about.model };
      else ended = true;
    }
  }
  if (!ended) throw fail('the file is cut');
  onProgress?.({ phase: 'done', doneRows: added + existing, totalRows });
  return { added, existing };
}

type Segment = Pick<Parameters<typeof importSegment>[1], 'encoded' | 'records' | 'model'>;

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
