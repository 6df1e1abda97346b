import { checkText, isBuffer } from '../../core/check.ts';
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
  type ModalitySpace,
  type NewItem,
  type NewPart,
  type NewRow,
  type StoredThumbnail,
} from './item.ts';
import { checkAgainst, type MetadataSchema } from './metadata-schema.ts';
import { describeValue, isMetadataValue, isPlainObject } from './metadata-value.ts';
import { newId } from '../../core/new-id.ts';

/** Format that rows of a collection must have. */
export interface RowFormat {
  readonly dims: number;
  readonly metric: Metric;
  readonly schema: MetadataSchema | undefined;
  /** @defaultValue plain code */
  readonly kernels?: Pick<VectorKernels, 'normalizeRows'>;
}

/** Rows of a batch in the store's own space: of each item its own, then those of its further parts. */
export function rowsIn(items: readonly NewItem[]): number {
  return items.reduce((sum, item) => sum + (isPlainObject(item) ? vectorsOf(item).length : 1), 0);
}

function vectorsOf(item: NewItem): readonly NewRow['vector'][] {
  return [item, ...partsOf(item)].flatMap(({ space, vector }) => (space === undefined ? [vector] : []));
}

/** Checked rows, with copies of everything that the caller could still change. */
export interface CheckedRows {
  readonly rows: readonly CheckedRow[];
  /** Row-major, those of `rows` in the store's own space, in their order; unit vectors if the metric is `cosine`. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** Approximate size on disk. */
  readonly bytes: number;
  /** Vectors encoded before the write, see `FreshRows`. */
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
  /** Its vector, if it is in the space of a modality. */
  readonly spaced?: SpacedVector | undefined;
}

/** A vector in the space of a modality, normalised if the metric is `cosine`. */
export interface SpacedVector {
  readonly space: ModalitySpace;
  readonly vector: Float32Array<ArrayBuffer>;
}

const plain = { normalizeRows: normalizePlainly };
const modalities: ReadonlySet<string> = new Set(['image', 'text', 'audio', 'video']);

/**
 * Checks and copies rows before anything is written.
 *
 * @throws TypeError, RangeError for misuse, such as an empty id, an unknown field or a zero vector under `cosine`
 * @throws OnsightError `dimension-mismatch`
 */
export function checkRows(rows: readonly NewItem[], format: RowFormat): CheckedRows {
  return checkRowsInto(rows, format, new Float32Array(rowsIn(rows) * format.dims));
}

/** {@link checkRows} that copies vectors to `vectors`, which must have the exact length. */
export function checkRowsInto(
  rows: readonly NewItem[],
  format: RowFormat,
  vectors: Float32Array<ArrayBuffer>,
): CheckedRows {
  try {
    return checkTogether(rows, format, vectors);
  } catch (error) {
    // Validate in bulk; on failure, re-check one by one to name the bad row.
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
  let [bytes, ownRows] = [0, 0];
  const checked: CheckedRow[] = [];
  const copy = ({ vector, space }: Pick<NewItem, 'vector' | 'space'>): Pick<CheckedRow, 'spaced'> => {
    bytes += 2 * (space?.dims ?? format.dims);
    if (space !== undefined) {
      const { model, dims } = space;
      return { spaced: { space: { model, dims }, vector: checkVector(vector, { ...format, dims }) } };
    }
    copyVector(vector, format.dims, vectors, ownRows * format.dims);
    ownRows += 1;
    return {};
  };
  for (const row of rows) {
    if (!isPlainObject(row)) throw new TypeError(`Expected a row to be an object, got ${describeValue(row)}.`);
    const { id = newId(), modality = 'image', metadata = {}, thumbnail, place } = row;
    checkText('id', id);
    checkModality(modality);
    const spaced = copy(row);
    if (thumbnail !== undefined) checkThumbnail(thumbnail);
    bytes += 256 + 2 * id.length + (thumbnail?.bytes.byteLength ?? 0);
    const facts = { metadata: checkMetadata(metadata, format.schema), thumbnail: copyData(thumbnail) };
    checked.push({ id, modality, ...facts, ...spaced, ...(place === undefined ? {} : { place }) });
    for (const part of partsOf(row)) {
      checkModality(part.modality);
      bytes += 128;
      const { modality: kind, place: partPlace } = part;
      const own = { id, modality: kind, metadata: {}, thumbnail: undefined, place: partPlace, isPart: true };
      checked.push({ ...own, ...copy(part) });
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
  if (modalities.has(modality) || /^custom:./.test(modality)) return;
  const list = [...modalities, 'custom:…'].join(', ');
  throw new TypeError(`Expected \`modality\` to be one of ${list}, got \`${modality}\`.`);
}

/**
 * Checks and copies a query or the vector of one row, as the metric compares it.
 *
 * @throws TypeError, RangeError if the vector is invalid; OnsightError `dimension-mismatch`
 */
export function checkVector(vector: NewRow['vector'], format: Omit<RowFormat, 'schema'>): Float32Array<ArrayBuffer> {
  const checked = new Float32Array(format.dims);
  copyVector(vector, format.dims, checked, 0);
  direct(checked, format);
  return checked;
}

/** Normalises or checks rows as the metric requires. @throws RangeError if a row cannot be compared */
function direct(rows: Float32Array, { dims, metric, kernels = plain }: Omit<RowFormat, 'schema'>): void {
  if (metric === 'cosine') kernels.normalizeRows(rows, dims);
  else if (!rows.every((value) => Number.isFinite(value)))
    throw new RangeError('Expected a vector of finite numbers, got NaN or Infinity.');
}

function copyVector(vector: NewRow['vector'], dims: number, target: Float32Array, offset: number): void {
  const numbers: unknown = vector;
  if (!isBuffer(numbers, 'Float32Array') && !isNumberArray(numbers)) {
    throw new TypeError(`Expected a vector to be a Float32Array or an array of numbers, got ${describeValue(vector)}.`);
  }
  if (vector.length !== dims) throw new OnsightError('dimension-mismatch', { expected: dims, actual: vector.length });
  target.set(vector, offset);
}

function isNumberArray(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

/** Copies metadata. @throws TypeError if a value cannot be stored */
export function checkMetadata(metadata: Metadata, schema?: MetadataSchema): Metadata {
  if (!isPlainObject(metadata))
    throw new TypeError(`Expected \`metadata\` to be an object, got ${describeValue(metadata)}.`);
  const entries = Object.entries(metadata).flatMap(([field, value]): [string, MetadataValue][] => {
    // A field that is `undefined` counts as missing, as in filters and in the types of optional fields.
    if ((value as unknown) === undefined) return [];
    if (isMetadataValue(value)) return [[field, copyValue(value)]];
    throw new TypeError(
      `Expected \`metadata.${field}\` to be a string, finite number, boolean, date or list of strings, got ${describeValue(value)}.`,
    );
  });
  // Object.fromEntries defines properties, so a field called `__proto__` stays a field.
  const checked = Object.fromEntries(entries);
  if (schema !== undefined) checkAgainst(schema, checked);
  return checked;
}

function copyValue(value: MetadataValue): MetadataValue {
  // Dates are the only other mutable values.
  return Array.isArray(value) ? [...(value as readonly string[])] : (copyLeaf(value) as MetadataValue);
}

function checkThumbnail(thumbnail: StoredThumbnail): void {
  if (typeof thumbnail.type === 'string' && isBuffer(thumbnail.bytes, 'ArrayBuffer')) return;
  throw new TypeError('Expected `thumbnail` to be `{ type: string, bytes: ArrayBuffer }`.');
}
