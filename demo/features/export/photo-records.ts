import type { StoredCaption } from '../../state/library/captions.ts';
import { dateOf, type Photo } from '../../state/library/photo.ts';

/** Fields of an exported photo. The place is there only if it was asked for: a list is passed on more easily than a photo. */
export interface PhotoRecord {
  readonly name: string;
  readonly folder: string;
  /** ISO 8601; empty if unknown. */
  readonly date: string;
  readonly caption: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly camera: string;
  /** Signed degrees. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** Records of photos, in their order. */
export function toRecords(
  photos: readonly Photo[],
  captions: ReadonlyMap<string, Pick<StoredCaption, 'text'>>,
  { withPlace = false }: { readonly withPlace?: boolean } = {},
): readonly PhotoRecord[] {
  return photos.map((photo) => ({
    name: photo.name,
    folder: photo.folder ?? '',
    date: dateOf(photo)?.toISOString() ?? '',
    caption: captions.get(photo.id)?.text ?? '',
    title: photo.title ?? '',
    description: photo.description ?? '',
    keywords: photo.keywords,
    camera: photo.camera ?? '',
    ...(withPlace ? photo.position : {}),
  }));
}

const columns = ['name', 'folder', 'date', 'caption', 'title', 'description', 'keywords', 'camera'] as const;
const placeColumns = ['latitude', 'longitude'] as const;

/** CSV (RFC 4180) with a header line. Texts come from files: none is a formula to a spreadsheet. */
export function toCsv(records: readonly PhotoRecord[]): string {
  const isPlaced = records.some(({ latitude }) => latitude !== undefined);
  const shown = [...columns, ...(isPlaced ? placeColumns : [])];
  const lines = records.map((record) => shown.map((column) => toCell(record[column])).join(','));
  return [shown.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** A list is separated by semicolons. */
function toCell(value: string | number | readonly string[] | undefined): string {
  // A minus before a number is no formula.
  if (typeof value !== 'string' && typeof value !== 'object') return value === undefined ? '' : String(value);
  const text = typeof value === 'string' ? value : value.join('; ');
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
