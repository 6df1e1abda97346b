import { OnsightError } from '../core/errors.ts';
import { checkText } from '../core/check.ts';
import { normalizeInto } from '../math/normalize.ts';
import type { Metadata, MetadataValue, Modality, NewItem, StoredThumbnail } from './item.ts';
import { describeValue, isMetadataValue, isPlainObject } from './metadata-value.ts';

/** Items that were checked, with copies of all that the caller could still change. */
export interface CheckedItems {
  readonly items: readonly CheckedItem[];
  /** Unit vectors, row after row, in the order of `items`. */
  readonly vectors: Float32Array<ArrayBuffer>;
  /** About what they take on disk. */
  readonly bytes: number;
}

/** A {@link NewItem} without its vector. */
export interface CheckedItem {
  readonly id: string;
  readonly modality: Modality;
  readonly metadata: Metadata;
  readonly thumbnail: StoredThumbnail | undefined;
}

const modalities: ReadonlySet<string> = new Set<Modality>(['image', 'text', 'sound', 'video']);

/**
 * Checks and copies what `add` was given, before anything is written.
 *
 * @throws TypeError, RangeError for misuse: an empty id, an unknown modality, a vector without a direction …
 * @throws OnsightError `dimension-mismatch`
 */
export function checkItems(items: readonly NewItem[], dims: number): CheckedItems {
  const vectors = new Float32Array(items.length * dims);
  let bytes = vectors.byteLength;
  const checked = items.map((item, i) => {
    checkText('id', item.id);
    if (!modalities.has(item.modality)) {
      throw new TypeError(
        `Expected \`modality\` to be one of ${[...modalities].join(', ')}, got \`${item.modality}\`.`,
      );
    }
    checkVector(item.vector, dims);
    normalizeInto(item.vector, vectors, i * dims);
    if (item.thumbnail !== undefined) checkThumbnail(item.thumbnail);
    bytes += 512 + (item.thumbnail?.bytes.byteLength ?? 0);
    return { id: item.id, modality: item.modality, metadata: checkMetadata(item.metadata), thumbnail: item.thumbnail };
  });
  return { items: checked, vectors, bytes };
}

/** @throws TypeError, OnsightError `dimension-mismatch` */
export function checkVector(vector: Float32Array, dims: number): void {
  if (!(vector instanceof Float32Array)) {
    throw new TypeError(`Expected a vector to be a Float32Array, got ${describeValue(vector)}.`);
  }
  if (vector.length !== dims) throw new OnsightError('dimension-mismatch', { expected: dims, actual: vector.length });
}

/** A copy of metadata that holds nothing but what may be stored. @throws TypeError for any other value */
export function checkMetadata(metadata: Metadata): Metadata {
  if (!isPlainObject(metadata))
    throw new TypeError(`Expected \`metadata\` to be an object, got ${describeValue(metadata)}.`);
  const entries = Object.entries(metadata).map(([field, value]): [string, MetadataValue] => {
    if (isMetadataValue(value)) return [field, Array.isArray(value) ? [...(value as readonly string[])] : value];
    throw new TypeError(
      `Expected \`metadata.${field}\` to be a string, finite number, boolean, date or list of strings, got ${describeValue(value)}.`,
    );
  });
  // fromEntries defines fields: one called `__proto__` stays a field.
  return Object.fromEntries(entries);
}

function checkThumbnail(thumbnail: StoredThumbnail): void {
  if (typeof thumbnail.type === 'string' && thumbnail.bytes instanceof ArrayBuffer) return;
  throw new TypeError('Expected `thumbnail` to be `{ type: string, bytes: ArrayBuffer }`.');
}
