import { OnsightError } from '../../core/errors.ts';
import type { Metadata, MetadataValue, Modality, NewRow } from '../contract/item.ts';
import type { MetadataSchema } from '../contract/metadata-schema.ts';
import { isDate, isPlainObject } from '../contract/metadata-value.ts';

/** Formats a row as a line. A date is `{"$date": "2024-01-31T00:00:00.000Z"}`; numbers have float32 precision. */
export function toLine({
  id,
  vector,
  metadata,
  modality,
}: {
  readonly id: string;
  readonly vector?: Float32Array | undefined;
  readonly metadata: Metadata;
  readonly modality?: Modality | undefined;
}): string {
  const facts = Object.fromEntries(
    Object.entries(metadata).map(([field, value]) => [field, isDate(value) ? { $date: value.toISOString() } : value]),
  );
  const numbers = vector && Array.from(vector, (value) => Number(value.toPrecision(9)));
  return `${JSON.stringify({ id, vector: numbers, metadata: facts, modality })}\n`;
}

/** A row of a line, with its vector if it has one, and the line number. */
export type LineRow = Omit<NewRow, 'vector'> & { readonly vector?: NewRow['vector']; readonly number: number };

/**
 * Yields the rows of a file of JSON lines. A line without `metadata` is a flat record: everything but `id` and `vector`
 * is metadata.
 *
 * @throws OnsightError `import-failed` if a line is not a JSON object
 */
export async function* readLines(
  file: Blob,
  store: string,
  schema: MetadataSchema | undefined,
): AsyncGenerator<LineRow> {
  for await (const [number, line] of linesOf(file, store)) {
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch (cause) {
      throw new OnsightError('import-failed', { store, reason: `line ${number} is not JSON` }, { cause });
    }
    if (!isPlainObject(record))
      throw new OnsightError('import-failed', { store, reason: `line ${number} is not a JSON object` });
    yield toRow(record, number, schema);
  }
}

/** Counts the rows of such a file. @throws OnsightError `import-failed` if a line is too long */
export async function countLines(file: Blob, store: string): Promise<number> {
  let count = 0;
  for await (const _ of linesOf(file, store)) count += 1;
  return count;
}

function toRow(record: Readonly<Record<string, unknown>>, number: number, schema: MetadataSchema | undefined): LineRow {
  const { id, vector, metadata: nested, modality, ...flat } = record;
  const isFlat = nested === undefined;
  const facts = isFlat ? { ...flat, ...(modality === undefined ? {} : { modality }) } : (nested ?? {});
  // Invalid values are reported when the row is checked, as for any other source.
  return {
    number,
    ...(id === undefined ? {} : { id: typeof id === 'number' ? String(id) : (id as string) }),
    ...(vector === undefined ? {} : { vector: vector as readonly number[] }),
    metadata: isPlainObject(facts) ? toMetadata(facts, schema) : (facts as Metadata),
    // Version 0.1 called audio `sound`.
    ...(isFlat || modality === undefined ? {} : { modality: modality === 'sound' ? 'audio' : (modality as Modality) }),
  };
}

function toMetadata(facts: Readonly<Record<string, unknown>>, schema: MetadataSchema | undefined): Metadata {
  const entries = Object.entries(facts).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([field, value]) => [field, toValue(value, schema?.[field])] as const));
}

function toValue(value: unknown, type: string | undefined): MetadataValue {
  if (isPlainObject(value) && typeof value['$date'] === 'string') return new Date(value['$date']);
  if (type === 'date' && (typeof value === 'string' || typeof value === 'number')) return new Date(value);
  return value as MetadataValue; // checked with the row
}

/** Longer than any row. Detects files that are not JSON lines before strings reach their limit of half a gigabyte. */
const longestLine = 1 << 26;

/** Yields lines that are not blank, with their numbers from 1. */
async function* linesOf(file: Blob, store: string): AsyncGenerator<readonly [number, string]> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let number = 1;
  // Pieces of the current line; scanned once, however long it gets.
  let pieces: string[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value = '' } = await reader.read();
      const [first = '', ...others] = value.split('\n');
      pieces.push(first);
      length += first.length;
      if (length > longestLine) {
        const reason = `line ${number} is longer than ${longestLine} characters; save one JSON object per line`;
        throw new OnsightError('import-failed', { store, reason });
      }
      for (const next of done ? [''] : others) {
        const line = pieces.join('');
        if (line.trim() !== '') yield [number, line];
        number += 1;
        pieces = [next];
        length = next.length;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
