import { checkText } from '../../core/check.ts';
import { copyData, copyLeaf } from '../../core/copy-data.ts';
import { OnsightError, messageOf } from '../../core/errors.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { EncodedSegment } from '../format/encode-segment.ts';
import { normalizePlainly } from '../../vectors/codes/plain-encoder.ts';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import type { PartPlace } from '../../sample/part.ts';
import {
  mostParts,
  type Metadata,
  type MetadataValue,
  type Modality,
  type NewItem,
  type NewPart,
  type NewRow,
  type StoredThumbnail,
} from './item.ts';
import { checkAgainst, type MetadataSchema } from './metadata-schema.ts';
import { describeValue, isMetadataValue, isPlainObject } from './metadata-value.ts';
import { newId } from '../../core/new-id.ts';

/** What rows are checked against. */
export interface RowFormat {
  readonly dims: number;
  readonly metric: Metric;
  readonly schema: MetadataSchema | undefined;
  /** @defaultValue plain code */
  readonly kernels?: Pick<VectorKernels, 'normalizeRows'>;
}

/** Rows of a batch: of each item its own, then those of its further parts. */
export function rowsIn(items: readonly NewItem[]): number {
  return items.reduce((sum, item) => sum + 1 + (isPlainObject(item) ? partsOf(item).length : 0), 0);
}

/** Rows that were checked, with copies of all that the caller could still change. */
export interface CheckedRows {
  readonly rows: readonly CheckedRow[];
  /** Row after row, in the order of `rows`; unit vectors under `cosine`. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** About what they take on disk. */
  readonly bytes: number;
  /** The vectors encoded before they are written, see `FreshRows`. */
  readonly encoded?: readonly EncodedSegment[];
}

/** A {@link NewRow} without its vector. */
interface CheckedRow {
  readonly id: string;
  readonly modality: Modality;
  readonly metadata: Metadata;
  readonly thumbnail: StoredThumbnail | undefined;
  readonly place?: PartPlace | undefined;
  /** True for a further part of the item before it. */
  readonly isPart?: boolean;
}

const plain = { normalizeRows: normalizePlainly };
const modalities: ReadonlySet<string> = new Set<Modality>(['image', 'text', 'sound', 'video']);

/**
 * Checks and copies rows, before anything is written; their vectors to `vectors`, which has room for just these.
 *
 * @throws TypeError, RangeError for misuse: an empty id, an unknown field, a vector without a direction …
 * @throws OnsightError `dimension-mismatch`
 */
export function checkRows(
  rows: readonly NewItem[],
  format: RowFormat,
  vectors = new Float32Array(rowsIn(rows) * format.dims),
): CheckedRows {
  try {
    return checkTogether(rows, format, vectors);
  } catch (error) {
    // Which of many it was: they are checked together, and only where one is bad one by one.
    if (rows.length > 1) for (const row of rows) checkNamed(row, format);
    throw error;
  }
}

function checkNamed(row: NewItem, format: RowFormat): void {
  try {
    checkTogether([row], format, new Float32Array(rowsIn([row]) * format.dims));
  } catch (cause) {
    const id: unknown = isPlainObject(row) ? row.id : undefined;
    if (typeof id !== 'string') throw cause;
    if (OnsightError.is(cause, 'dimension-mismatch'))
      throw new OnsightError('dimension-mismatch', { ...cause.details, of: `row "${id}"` }, { cause });
    const message = `Row "${id}": ${messageOf(cause)}`;
    throw cause instanceof RangeError ? new RangeError(message, { cause }) : new TypeError(message, { cause });
  }
}

function checkTogether(rows: readonly NewItem[], format: RowFormat, vectors: Float32Array<ArrayBuffer>): CheckedRows {
  let bytes = 0;
  const checked: CheckedRow[] = [];
  for (const row of rows) {
    if (!isPlainObject(row)) throw new TypeError(`Expected a row to be an object, got ${describeValue(row)}.`);
    const { id = newId(), modality = 'image', metadata = {}, thumbnail, place } = row;
    checkText('id', id);
    checkModality(modality);
    copyVector(row.vector, format.dims, vectors, checked.length * format.dims);
    if (thumbnail !== undefined) checkThumbnail(thumbnail);
    bytes += 2 * format.dims + 256 + 2 * id.length + (thumbnail?.bytes.byteLength ?? 0);
    const own = { id, modality, metadata: checkMetadata(metadata, format.schema), thumbnail: copyData(thumbnail) };
    checked.push(place === undefined ? own : { ...own, place });
    for (const part of partsOf(row)) {
      checkModality(part.modality);
      copyVector(part.vector, format.dims, vectors, checked.length * format.dims);
      bytes += 2 * format.dims + 128;
      checked.push({
        id,
        modality: part.modality,
        metadata: {},
        thumbnail: undefined,
        place: part.place,
        isPart: true,
      });
    }
  }
  direct(vectors, format);
  return { rows: checked, vectors, bytes };
}

/** @throws RangeError for more than {@link mostParts}; TypeError for two parts of one place */
function partsOf({ id, parts = [] }: NewItem): readonly NewPart[] {
  if (parts.length > mostParts)
    throw new RangeError(`Expected at most ${mostParts} further parts, got ${parts.length}.`);
  if (new Set(parts.map(({ place }) => JSON.stringify(place))).size < parts.length)
    throw new TypeError(`Expected each part of "${id ?? ''}" to have a place of its own.`);
  return parts;
}

function checkModality(modality: string): void {
  if (modalities.has(modality)) return;
  throw new TypeError(`Expected \`modality\` to be one of ${[...modalities].join(', ')}, got \`${modality}\`.`);
}

/**
 * A query or a row as it is compared.
 *
 * @throws TypeError, RangeError for what is no vector, OnsightError `dimension-mismatch`
 */
export function checkVector(vector: NewRow['vector'], format: Omit<RowFormat, 'schema'>): Float32Array<ArrayBuffer> {
  const checked = new Float32Array(format.dims);
  copyVector(vector, format.dims, checked, 0);
  direct(checked, format);
  return checked;
}

/** Rows as the metric compares them. @throws RangeError for one that it cannot */
function direct(rows: Float32Array, { dims, metric, kernels = plain }: Omit<RowFormat, 'schema'>): void {
  if (metric === 'cosine') kernels.normalizeRows(rows, dims);
  else if (!rows.every((value) => Number.isFinite(value)))
    throw new RangeError('Expected a vector of finite numbers, got one with NaN or Infinity.');
}

function copyVector(vector: NewRow['vector'], dims: number, target: Float32Array, offset: number): void {
  const numbers: unknown = vector;
  if (!(numbers instanceof Float32Array) && !isNumberArray(numbers)) {
    throw new TypeError(`Expected a vector to be a Float32Array or an array of numbers, got ${describeValue(vector)}.`);
  }
  if (vector.length !== dims) throw new OnsightError('dimension-mismatch', { expected: dims, actual: vector.length });
  target.set(vector, offset);
}

function isNumberArray(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

/** A copy of metadata that holds nothing but what may be stored. @throws TypeError for any other value */
export function checkMetadata(metadata: Metadata, schema?: MetadataSchema): Metadata {
  if (!isPlainObject(metadata))
    throw new TypeError(`Expected \`metadata\` to be an object, got ${describeValue(metadata)}.`);
  const entries = Object.entries(metadata).flatMap(([field, value]): [string, MetadataValue][] => {
    // A field that is `undefined` is one that the row does not have, as in filters and as optional fields are typed.
    if ((value as unknown) === undefined) return [];
    if (isMetadataValue(value)) return [[field, copyValue(value)]];
    throw new TypeError(
      `Expected \`metadata.${field}\` to be a string, finite number, boolean, date or list of strings, got ${describeValue(value)}.`,
    );
  });
  // fromEntries defines fields: one called `__proto__` stays a field.
  const checked = Object.fromEntries(entries);
  if (schema !== undefined) checkAgainst(schema, checked);
  return checked;
}

function copyValue(value: MetadataValue): MetadataValue {
  // A date is the only other value that its owner could still change.
  return Array.isArray(value) ? [...(value as readonly string[])] : (copyLeaf(value) as MetadataValue);
}

function checkThumbnail(thumbnail: StoredThumbnail): void {
  if (typeof thumbnail.type === 'string' && thumbnail.bytes instanceof ArrayBuffer) return;
  throw new TypeError('Expected `thumbnail` to be `{ type: string, bytes: ArrayBuffer }`.');
}
