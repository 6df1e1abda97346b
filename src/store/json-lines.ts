import { OnsightError } from '../core/errors.ts';
import type { Metadata, MetadataValue, Modality, NewRow } from './item.ts';
import type { MetadataSchema } from './metadata-schema.ts';
import { isDate, isPlainObject } from './metadata-value.ts';

/** A row as a line: a date is `{"$date": "2024-01-31T00:00:00.000Z"}`, a number has the digits that a float32 has. */
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

/** A row of a line, with its vector where it has one. */
export type LineRow = Omit<NewRow, 'vector'> & { readonly vector?: NewRow['vector'] };

/**
 * The rows of a file of JSON lines. A line without `metadata` is a flat record: all but `id` and `vector` is metadata.
 *
 * @throws OnsightError `import-failed` for a line that is no JSON object
 */
export async function* readLines(
  file: Blob,
  store: string,
  schema: MetadataSchema | undefined,
): AsyncGenerator<LineRow> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === '') continue;
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch (cause) {
      throw new OnsightError('import-failed', { store, reason: `line ${number} is not JSON` }, { cause });
    }
    if (!isPlainObject(record))
      throw new OnsightError('import-failed', { store, reason: `line ${number} is no object` });
    yield toRow(record, schema);
  }
}

function toRow(record: Readonly<Record<string, unknown>>, schema: MetadataSchema | undefined): LineRow {
  const { id, vector, metadata: nested, modality, ...flat } = record;
  const isFlat = nested === undefined;
  const facts = isFlat ? { ...flat, ...(modality === undefined ? {} : { modality }) } : nested;
  const entries = isPlainObject(facts) ? Object.entries(facts).filter(([, value]) => value !== null) : [];
  const metadata = Object.fromEntries(
    entries.map(([field, value]) => [field, toValue(value, schema?.[field])] as const),
  );
  // What is wrong in it is said when the row is checked, as for any other.
  return {
    ...(id === undefined ? {} : { id: typeof id === 'number' ? String(id) : (id as string) }),
    ...(vector === undefined ? {} : { vector: vector as readonly number[] }),
    metadata,
    ...(isFlat || modality === undefined ? {} : { modality: modality as Modality }),
  };
}

function toValue(value: unknown, type: string | undefined): MetadataValue {
  if (isPlainObject(value) && typeof value['$date'] === 'string') return new Date(value['$date']);
  if (type === 'date' && (typeof value === 'string' || typeof value === 'number')) return new Date(value);
  return value as MetadataValue; // checked with the row
}

async function* linesOf(file: Blob): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value = '' } = await reader.read();
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (done) break;
  }
  if (rest !== '') yield rest;
}
