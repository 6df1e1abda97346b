import type { CheckedRows } from '../../store/contract/check-rows.ts';
import type { Metadata, Modality, Row, RowField, RowFields, StoredThumbnail } from '../../store/contract/item.ts';
import { decodeMetadata, encodeMetadata, type EncodedMetadata } from './encode-metadata.ts';
import type { IncomingRow, OutgoingRow, Wanted } from '../remote-engine.ts';

/** Key of a row's modality on a server. */
export const modalityKey = '@modality';
const addedAtKey = '@addedAt';

/** Converts rows for a server. @throws TypeError if a field name is reserved */
export function toOutgoing({ rows, vectors }: CheckedRows, addedAt: number): readonly OutgoingRow[] {
  const dims = vectors.length / Math.max(1, rows.length);
  return rows.map(({ id, metadata, modality, thumbnail }, i) => ({
    id,
    vector: vectors.subarray(i * dims, (i + 1) * dims),
    record: encodeRecord(metadata, modality, addedAt),
    thumbnail: thumbnail && toDataUrl(thumbnail),
  }));
}

/** Metadata plus the other fields of a row. @throws TypeError if a field name is reserved */
export function encodeRecord(metadata: Metadata, modality: Modality, addedAt: number): EncodedMetadata {
  return { ...encodeMetadata(metadata), [modalityKey]: modality, [addedAtKey]: addedAt };
}

/** Fields to request from a server for the included fields. */
export function wantedFor(include: ReadonlySet<RowField>): Wanted {
  return { vectors: include.has('vector'), records: [...include].some((field) => field !== 'vector') };
}

/** All fields of a received row; those that were not requested are empty. */
export function toFields({ vector, record = {} }: IncomingRow): RowFields {
  const modality = record[modalityKey];
  const addedAt = record[addedAtKey];
  return {
    metadata: decodeMetadata(record),
    vector: new Float32Array(vector ?? []),
    // Rows written by other software have no modality; the rest was written by encodeRecord.
    modality: typeof modality === 'string' ? (modality as Modality) : 'image',
    addedAt: typeof addedAt === 'number' ? addedAt : 0,
  };
}

/** A row with the included fields. */
export function toRow(row: IncomingRow, include: ReadonlySet<RowField>): Row<Metadata, RowField> {
  const fields = toFields(row);
  const chosen = Object.fromEntries([...include].map((field) => [field, fields[field]]));
  // The overloads of Store type the fields.
  return { id: row.id, ...chosen } as unknown as Row<Metadata, RowField>;
}

function toDataUrl({ type, bytes }: StoredThumbnail): string {
  return `data:${type};base64,${btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))}`;
}

/** Decodes the thumbnail that {@link toOutgoing} encoded as a `data:` URL; undefined for other strings. */
export function fromDataUrl(url: string): StoredThumbnail | undefined {
  const parts = /^data:(.*);base64,([A-Za-z\d+/=]*)$/.exec(url);
  if (parts === null) return undefined;
  const [, type = '', base64 = ''] = parts;
  return { type, bytes: Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer };
}
